package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A directed graph of populations.
 *
 * @param dt time step of the clock solver, ms; the duration must be a multiple of it
 * @param duration length of a trial, ms
 * @param solver {@code event} is exact; {@code clock} advances in steps of dt and scales further
 * @param populations by name; exactly one of neuron type {@code input}, and exactly one readout, which has no
 *     connection to another one
 * @param connections between the populations
 */
public record NetworkSpec(
        double dt,
        double duration,
        Solver solver,
        Map<String, PopulationSpec> populations,
        List<ConnectionSpec> connections) {

    /** {@code event} is exact; {@code clock} advances in steps of dt and scales further. */
    public enum Solver {
        @JsonProperty("event")
        EVENT,
        @JsonProperty("clock")
        CLOCK
    }

    public NetworkSpec {
        populations = Collections.unmodifiableMap(new LinkedHashMap<>(populations));
        connections = List.copyOf(connections);
    }

    public NetworkSpec withPopulations(Map<String, PopulationSpec> resolved) {
        return new NetworkSpec(dt, duration, solver, resolved, connections);
    }

    /** @throws NullPointerException if there is none of that name */
    public PopulationSpec population(String name) {
        return Objects.requireNonNull(populations.get(name), name);
    }

    /** Names of the populations that no connection leaves for another one; a valid network has exactly one. */
    public List<String> readouts() {
        return populations.keySet().stream()
                .filter(name -> connections.stream().noneMatch(c -> c.from().equals(name) && !c.to().equals(name)))
                .toList();
    }
}
