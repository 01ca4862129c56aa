package dev.backspike.api.sweep;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param maxRuns largest number of runs of one sweep */
@ConfigurationProperties("backspike.sweeps")
record SweepProperties(@DefaultValue("1000") int maxRuns) {

    SweepProperties {
        if (maxRuns < 1) {
            throw new IllegalArgumentException("backspike.sweeps.max-runs must be at least 1, was " + maxRuns);
        }
    }
}
