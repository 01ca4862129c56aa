package dev.backspike.common.spec.reading;

import dev.backspike.common.json.SpecError;
import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.EarlyStoppingSpec;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NetworkSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.common.spec.PopulationSpec;
import dev.backspike.common.spec.ReplicasSpec;
import dev.backspike.common.spec.ScheduleSpec;
import dev.backspike.common.spec.SilentNeuronsSpec;
import dev.backspike.common.text.PrintableText;
import java.util.List;

/** The rules that relate several fields; the engine checks those that need the data. */
final class SpecRules {

    private static final int MAX_NAME = 200;
    private static final int MAX_LABEL = 100;
    private static final int MAX_LABELS = 64;
    /** Largest exponent allowed; exp(709.8) is the largest double. */
    private static final double LARGEST_EXPONENT = 700;

    private final JobSpec spec;
    private final NetworkSpec network;
    private final List<SpecError> errors;

    private SpecRules(JobSpec spec, List<SpecError> errors) {
        this.spec = spec;
        this.network = spec.network();
        this.errors = errors;
    }

    static void check(JobSpec spec, List<SpecError> errors) {
        SpecRules rules = new SpecRules(spec, errors);
        rules.names();
        NetworkRules.check(spec, errors);
        rules.regularisation();
        rules.checkpoints();
        rules.replicas();
        rules.learningRate();
        rules.firstSpikes();
        if (errors.isEmpty()) {
            rules.readoutFitsLoss();
        }
    }

    private void names() {
        String name = PrintableText.objection(spec.name(), MAX_NAME);
        if (name != null) {
            error("/name", name);
        }
        if (spec.labels().size() > MAX_LABELS) {
            error(
                    "/labels",
                    "must be at most " + MAX_LABELS + ", are " + spec.labels().size());
        }
        spec.labels().forEach(this::label);
    }

    private void label(String label, String content) {
        String pointer = "/labels/" + SpecError.token(label);
        String ofLabel = label.isBlank() || label.contains("=")
                ? "must not be blank and must not contain \"=\""
                : PrintableText.objection(label, MAX_LABEL);
        if (ofLabel != null) {
            error(pointer, "is not a usable label: its name " + ofLabel);
        }
        String ofContent = PrintableText.objection(content, MAX_NAME);
        if (ofContent != null) {
            error(pointer, ofContent);
        }
    }

    private void regularisation() {
        spec.training().regularisation().forEach((name, regularisation) -> {
            String pointer = "/training/regularisation/" + SpecError.token(name);
            PopulationSpec population = network.populations().get(name);
            if (population == null || !population.neuron().spiking()) {
                error(pointer, "is not the name of a population of spiking neurons; only these can be regularised");
            }
            SilentNeuronsSpec silent = regularisation.silentNeurons();
            if (silent != null
                    && network.connections().stream().noneMatch(c -> c.to().equals(name) && silent.changes(c.from()))) {
                error(
                        pointer + "/silentNeurons/from",
                        "must be a population with a connection to " + name + ", whose weights can be changed");
            }
            if (silent != null
                    && network.connections().stream()
                            .anyMatch(c -> c.to().equals(name)
                                    && silent.changes(c.from())
                                    && c.connectivity() instanceof ConnectivitySpec.Windowed)) {
                error(
                        pointer + "/silentNeurons",
                        "changes the weights of single neurons, but neurons of " + name
                                + " share theirs (conv2d or pooling); use rate regularisation");
            }
        });
    }

    private void checkpoints() {
        EarlyStoppingSpec.Watched best = spec.training().checkpoint().best();
        EarlyStoppingSpec stopping = spec.training().earlyStopping();
        boolean saidElsewhere = stopping != null && stopping.series() == best;
        if (best.needsValidation() && !spec.dataset().validated() && !saidElsewhere) {
            error("/training/checkpoint/best", "is a series of the validation data, of which the job has none");
        }
    }

    private void replicas() {
        int batchSize = spec.training().batchSize();
        int most = ReplicasSpec.most(batchSize);
        ReplicasSpec replicas = spec.resources().replicas();
        if (replicas.max() > most) {
            error(
                    replicas.min() == replicas.max() ? "/resources/replicas" : "/resources/replicas/max",
                    "must be at most " + most + " for a batchSize of " + batchSize + ", was " + replicas.max()
                            + ": a batch is cut into one block for each 4 samples, rounded down to a power of two,"
                            + " and a replica needs a block of each batch");
        }
    }

    private void learningRate() {
        OptimiserSpec optimiser = spec.training().optimiser();
        if (optimiser.schedule() instanceof ScheduleSpec.Exponential(double factor)) {
            double last =
                    optimiser.learningRate() * Math.pow(factor, spec.training().epochs() - 1);
            if (!(last <= Bounds.LARGEST)) {
                error(
                        "/training/optimiser/schedule/factor",
                        "raises the learning rate to " + last + " in the last epoch; the most is " + Bounds.LARGEST);
            }
        }
    }

    /** A silent neuron counts as one that spikes at the end of the trial. */
    private void firstSpikes() {
        if (spec.training().loss() instanceof LossSpec.FirstSpike loss
                && network.duration() / loss.tau1() > LARGEST_EXPONENT) {
            error(
                    "/training/loss/tau1",
                    "must be at least " + network.duration() / LARGEST_EXPONENT + " for a trial of "
                            + network.duration() + " ms, was " + loss.tau1() + ": exp(t / tau1) overflows");
        }
    }

    private void readoutFitsLoss() {
        List<String> readouts = network.readouts();
        if (readouts.size() != 1) {
            error(
                    "/network/populations",
                    "must have exactly one readout, a population without connections to others; has "
                            + (readouts.isEmpty() ? "none" : String.join(", ", readouts)));
            return;
        }
        String name = readouts.getFirst();
        NeuronSpec readout = network.population(name).neuron();
        boolean ofSpikes = spec.training().loss() instanceof LossSpec.OfSpikes;
        if (readout instanceof NeuronSpec.Input || readout.spiking() != ofSpikes) {
            error(
                    "/training/loss/type",
                    "is " + spec.training().loss().type() + ", which needs a readout of "
                            + (ofSpikes
                                    ? "lif neurons or others that spike"
                                    : "li neurons or others without a threshold")
                            + ", but the readout population " + name + " is " + readout.type());
        }
    }

    private void error(String pointer, String message) {
        errors.add(new SpecError(pointer, message));
    }
}
