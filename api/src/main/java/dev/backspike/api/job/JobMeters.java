package dev.backspike.api.job;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.stereotype.Component;

/** The metric of jobs by state, counted in the database when it is read. */
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
