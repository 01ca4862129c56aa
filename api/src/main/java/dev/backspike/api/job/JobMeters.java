package dev.backspike.api.job;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.stereotype.Component;

/** Jobs by state, counted by the database when asked. */
@Component
class JobMeters implements MeterBinder {

    private final JobRepository jobs;

    JobMeters(JobRepository jobs) {
        this.jobs = jobs;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (JobState state : JobState.values()) {
            Gauge.builder("backspike.jobs", jobs, repository -> repository.countByState(state))
                    .description("Jobs in each state")
                    .tag("state", state.name())
                    .register(registry);
        }
    }
}
