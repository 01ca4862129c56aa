package dev.backspike.engine.cuda;

import dev.backspike.engine.Accelerator;
import dev.backspike.engine.AcceleratorProvider;

/** Registers the clock-driven engine on CUDA devices. */
public final class CudaProvider implements AcceleratorProvider {

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public Accelerator open(int slots) {
        return CudaDevices.open(slots, CudaSettings.usual());
    }
}
