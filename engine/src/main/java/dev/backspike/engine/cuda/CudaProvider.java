package dev.backspike.engine.cuda;

import dev.backspike.engine.Accelerator;
import dev.backspike.engine.AcceleratorProvider;
import dev.backspike.engine.cuda.driver.Driver;

/** Registers the clock-driven engine on CUDA devices. */
public final class CudaProvider implements AcceleratorProvider {

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public int count() {
        return Driver.devices();
    }

    @Override
    public Accelerator open(int slots) {
        return CudaDevices.open(slots, CudaSettings.usual());
    }
}
