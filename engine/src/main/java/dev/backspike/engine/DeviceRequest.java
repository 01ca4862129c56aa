package dev.backspike.engine;

import dev.backspike.common.spec.ResourcesSpec.Device;
import java.util.function.Consumer;

/**
 * What a job asks of the devices of a worker.
 *
 * @param replicas of the job; those of a gang run the same engine, so that a device that fails is an error for them and
 *     not a reason to run one of them on the CPU
 * @param fallback receives why a job that asks for {@link Device#AUTO} runs on the CPU of a worker with devices
 */
public record DeviceRequest(Device device, int replicas, Consumer<String> fallback) {

    /** A request for one replica, which discards the reason of a fallback. */
    public static DeviceRequest of(Device device) {
        return new DeviceRequest(device, 1, _ -> {});
    }
}
