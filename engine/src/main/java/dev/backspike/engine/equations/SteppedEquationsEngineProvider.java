package dev.backspike.engine.equations;

import dev.backspike.common.json.SpecError;
import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.EngineProvider;
import dev.backspike.engine.dynamics.ModelEquations;
import dev.backspike.engine.dynamics.ModelTooLargeException;
import dev.backspike.engine.dynamics.NeuronModel;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Population;
import java.util.List;

/** Registers the clock-driven engine for neurons given by equations. */
public final class SteppedEquationsEngineProvider implements EngineProvider {

    @Override
    public String name() {
        return "stepped-equations";
    }

    @Override
    public Solver solver() {
        return Solver.CLOCK;
    }

    @Override
    public Engine create(EngineOptions options) {
        return EquationsEngine.stepped(options);
    }

    @Override
    public List<SpecError> exceededBy(Network network) {
        return network.populations().stream()
                .filter(p -> p.neuron() instanceof NeuronSpec.Equations && !isAffine(p))
                .map(p -> new SpecError(
                        "/network/populations/" + SpecError.token(p.name()) + "/neuron",
                        "has dynamics that are not affine in states and currents, which the clock solver does not"
                                + " integrate; take the event solver"))
                .toList();
    }

    /** Equations that are too long to be compiled are refused when the engine is made. */
    private static boolean isAffine(Population p) {
        try {
            return NeuronModel.of(ModelEquations.of(p.neuron())).isAffine();
        } catch (ModelTooLargeException _) {
            return true;
        }
    }
}
