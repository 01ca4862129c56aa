package dev.backspike.engine.cuda;

import dev.backspike.engine.Accelerator;
import dev.backspike.engine.DeviceException;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.Gpu;
import dev.backspike.engine.cuda.driver.Driver;
import dev.backspike.engine.cuda.driver.ProvenDevice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The devices that this process sees and that have proved to work. Each engine is created on the device with the fewest
 * engines, so that slots spread over the devices, and may allocate an equal share of the memory that was free there:
 *
 * <pre>
 * slots   devices   slots on each   share of an engine
 * 0, 2    2         1, 1            all
 * 5       2         3, 2            1/3 of the first, 1/2 of the second
 * </pre>
 */
final class CudaDevices implements Accelerator {

    private static final Logger log = LoggerFactory.getLogger(CudaDevices.class);

    private final CudaSettings settings;
    private final List<Card> cards;

    /** A device and the engines that run on it. */
    private static final class Card {
        private final Gpu gpu;
        /** The most memory that an engine may allocate, bytes. */
        private final long share;

        private int engines;

        Card(ProvenDevice proven, int slots) {
            gpu = proven.gpu();
            share = slots <= 1 ? Long.MAX_VALUE : proven.freeBytes() / slots;
        }
    }

    private CudaDevices(List<ProvenDevice> proven, int slots, CudaSettings settings) {
        this.settings = settings;
        int count = proven.size();
        List<Card> all = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            all.add(new Card(proven.get(k), slots / count + (k < slots % count ? 1 : 0)));
        }
        cards = List.copyOf(all);
    }

    /**
     * Proves the devices of this machine. Those that fail are left out, with a warning.
     *
     * @param slots engines that are expected to run at a time; 0 for one on each device
     * @throws DeviceException if no device works: the failure of the driver, or of the first device
     */
    static CudaDevices open(int slots, CudaSettings settings) {
        int count = Driver.devices();
        List<ProvenDevice> proven = new ArrayList<>();
        List<DeviceException> failures = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            try {
                proven.add(ProvenDevice.of(k, settings.compiler()));
            } catch (DeviceException e) {
                failures.add(e);
            }
        }
        if (proven.isEmpty()) {
            DeviceException first = failures.getFirst();
            failures.subList(1, failures.size()).forEach(first::addSuppressed);
            throw first;
        }
        failures.forEach(e -> log.warn("A CUDA device is left out, since it does not work: {}", e.getMessage()));
        proven.forEach(device -> log.info(
                "CUDA device {} works: {}, {} MiB free of {}",
                device.gpu().index(),
                device.gpu().name(),
                device.freeBytes() >> 20,
                device.gpu().memory() >> 20));
        return new CudaDevices(proven, slots, settings);
    }

    @Override
    public List<Gpu> gpus() {
        return cards.stream().map(card -> card.gpu).toList();
    }

    @Override
    public Engine create(EngineOptions options) {
        Card card = take();
        try {
            return CudaEngine.create(
                    options, settings, new DevicePlace(card.gpu.index(), card.share, () -> giveBack(card)));
        } catch (RuntimeException | Error e) {
            giveBack(card);
            throw e;
        }
    }

    private synchronized Card take() {
        Card freest = cards.stream()
                .min(Comparator.comparingInt((Card card) -> card.engines))
                .orElseThrow();
        freest.engines++;
        return freest;
    }

    private synchronized void giveBack(Card card) {
        card.engines--;
    }
}
