package dev.backspike.engine.training;

import dev.backspike.common.code.NoteCode;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.event.AttemptEvent.Logged.Level;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Population;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Warns of an epoch in which a network could not learn: data without spikes, a population that never spikes or hardly
 * ever stops, a loss that is that of guessing. Each warning comes once in an attempt.
 */
final class EpochWarnings {

    /** Share of the spikes that are possible in a trial from which on a population counts as saturated. */
    private static final double SATURATED = 0.5;
    /** The exact solver has no shortest interval between spikes; so many in a membrane time constant are as bad. */
    private static final double PER_TIME_CONSTANT = 20;
    /** How close to ln(classes), relative to it, a loss is that of guessing. */
    private static final double NEAR = 0.01;

    private final JobSpec job;
    private final Network network;
    private final TrainingListener listener;
    private final Set<String> given = new HashSet<>();

    EpochWarnings(JobSpec job, Network network, TrainingListener listener) {
        this.job = job;
        this.network = network;
        this.listener = listener;
    }

    /**
     * @param epoch counted from 1
     * @param sums of its training batches
     */
    void after(int epoch, BatchTotals sums) {
        Population input = network.input();
        if (sums.spikesPerNeuron(input.index(), input.size()) == 0) {
            warn(
                    NoteCode.INPUT_SILENT,
                    input.name(),
                    "no input spike of epoch " + epoch + " lies within the trial of " + network.duration()
                            + " ms; check the unit of the data's times and /network/duration");
            return;
        }
        for (Population population : network.populations()) {
            if (population.neuron() instanceof NeuronSpec.Lif lif) {
                activity(epoch, population, lif, sums.spikesPerNeuron(population.index(), population.size()));
            }
        }
        chance(epoch, sums);
    }

    private void activity(int epoch, Population population, NeuronSpec.Lif lif, double spikesPerTrial) {
        double most = network.duration() / shortestInterval(lif);
        if (spikesPerTrial == 0) {
            warn(
                    NoteCode.POPULATION_SILENT,
                    population.name(),
                    "population " + population.name() + " emitted no spike in epoch " + epoch
                            + ", so that no gradient passes through it; raise the weights into it, or set"
                            + " /training/regularisation/" + population.name() + "/silentNeurons");
        } else if (spikesPerTrial > SATURATED * most) {
            warn(
                    NoteCode.POPULATION_SATURATED,
                    population.name(),
                    String.format(
                            Locale.ROOT,
                            "population %s emitted %.1f spikes per neuron and trial in epoch %d, where about %.0f are"
                                    + " possible; lower the weights into it, or set /training/regularisation/%s",
                            population.name(),
                            spikesPerTrial,
                            epoch,
                            most,
                            population.name()));
        }
    }

    private double shortestInterval(NeuronSpec.Lif lif) {
        if (job.network().solver() == Solver.CLOCK) {
            return lif.refractory() + network.dt();
        }
        ParameterSpec tauMem = lif.tauMem();
        double shortest = tauMem.individual() ? tauMem.min() : tauMem.value();
        return lif.refractory() + shortest / PER_TIME_CONSTANT;
    }

    /** The first epoch may be the one in which the loss leaves its initial value. */
    private void chance(int epoch, BatchTotals sums) {
        int classes = network.readout().size();
        double guessing = Math.log(classes);
        boolean isCrossEntropy = switch (job.training().loss()) {
            case LossSpec.SumVoltage _, LossSpec.MaxVoltage _, LossSpec.MeanCrossEntropy _ -> true;
            case LossSpec.VoltageMse _, LossSpec.OfSpikes _ -> false;
        };
        boolean settled = epoch == Math.min(2, job.training().epochs());
        if (isCrossEntropy
                && settled
                && classes > 1
                && Math.abs(sums.loss() - guessing) < NEAR * guessing
                && sums.accuracy() < 1.5 / classes) {
            warn(
                    NoteCode.LOSS_AT_CHANCE,
                    "",
                    String.format(
                            Locale.ROOT,
                            "the training loss of epoch %d is %.4f and the accuracy %.1f %%, as from guessing among %d"
                                    + " classes (ln %d = %.4f); check that the populations spike, the scale of the"
                                    + " weights into the readout, and the learning rate",
                            epoch,
                            sums.loss(),
                            100 * sums.accuracy(),
                            classes,
                            classes,
                            guessing));
        }
    }

    private void warn(NoteCode code, String of, String message) {
        if (given.add(code.word() + ' ' + of)) {
            listener.log(Level.WARNING, message);
            listener.on(new AttemptEvent.Noted(code, message));
        }
    }
}
