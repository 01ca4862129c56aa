package dev.backspike.engine;

import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.common.spec.RegularisationSpec;
import dev.backspike.common.spec.TrainingSpec;
import dev.backspike.engine.network.InitialState;
import dev.backspike.engine.network.Network;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The options from which an engine is made.
 *
 * @param regularisation by population name
 * @param initial the parameters' initial values in double precision; engines that compute in float round them, so that
 *     every engine starts from the same network
 * @param threads at least 1
 * @param stop whether a phase that is running is to be abandoned with a {@link StoppedException}; asked often and by
 *     any thread
 */
public record EngineOptions(
        Network network,
        LossSpec loss,
        OptimiserSpec optimiser,
        GradientsSpec gradients,
        Map<String, RegularisationSpec> regularisation,
        InitialState initial,
        int threads,
        BooleanSupplier stop) {

    /** Without requests to stop. */
    public EngineOptions(
            Network network,
            LossSpec loss,
            OptimiserSpec optimiser,
            GradientsSpec gradients,
            Map<String, RegularisationSpec> regularisation,
            InitialState initial,
            int threads) {
        this(network, loss, optimiser, gradients, regularisation, initial, threads, () -> false);
    }

    /** The options for training a job. */
    public EngineOptions(Network network, TrainingSpec training, InitialState initial, int threads) {
        this(
                network,
                training.loss(),
                training.optimiser(),
                training.gradients(),
                training.regularisation(),
                initial,
                threads);
    }

    public EngineOptions stoppedBy(BooleanSupplier request) {
        return new EngineOptions(network, loss, optimiser, gradients, regularisation, initial, threads, request);
    }
}
