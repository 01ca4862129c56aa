package dev.backspike.api.dispatch;

import java.util.List;
import org.springframework.stereotype.Component;

/** The jobs that workers are working on. */
@Component
public class HeldJobs {

    private final Leases leases;

    HeldJobs(Leases leases) {
        this.leases = leases;
    }

    /**
     * The jobs of which a worker holds an attempt.
     *
     * @param identity the identity of the worker according to its token
     */
    public List<String> jobsHeldBy(String identity) {
        return leases.jobsHeldAs(identity);
    }
}
