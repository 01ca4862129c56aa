package dev.backspike.common.spec;

import dev.backspike.common.file.ModelUnits;
import dev.backspike.common.file.TimeUnit;
import dev.backspike.common.id.JobId;
import org.jspecify.annotations.Nullable;

/** A warm start: training begins with the values of an existing model, either of a job or from a file. */
public sealed interface InitialFromSpec {

    /**
     * The model of another job of the service.
     *
     * @param job id of a job that has succeeded; its network must have the same parameters, by name and shape
     */
    record OfJob(JobId job) implements InitialFromSpec {}

    /**
     * A model in a file.
     *
     * @param file safetensors or NIR, named like a data file; it must have the network's parameters, by name and shape
     * @param timeUnit unit of the times in a NIR file, {@code s} unless given; the one that its network was imported
     *     with
     * @param spikeDuration for how long a spike is 1 in the tool that wrote a NIR file, ms; the one that its network
     *     was imported with, if any
     */
    record OfFile(String file, TimeUnit timeUnit, @Nullable Double spikeDuration) implements InitialFromSpec {

        /** What the numbers of the file mean. */
        public ModelUnits units() {
            return new ModelUnits(timeUnit, spikeDuration);
        }

        OfFile withFile(String other) {
            return new OfFile(other, timeUnit, spikeDuration);
        }
    }
}
