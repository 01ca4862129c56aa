package dev.backspike.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.Engines;
import dev.backspike.engine.dataset.Datasets;
import dev.backspike.engine.inspection.SpecInspector;
import dev.backspike.engine.model.ModelFile;
import dev.backspike.engine.network.Initialisers;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that begin with a model in a file. */
class InitialValuesTest {

    private static final String DELAYED = "\"delay\": {\"uniform\": {\"min\": 0, \"max\": 5}}, ";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"model.safetensors,clock", "model.safetensors,event", "model.nir,clock", "model.nir,event"})
    void aJobGoesOnWithAnotherOnesModelToTheBit(String file, String solver) throws IOException {
        // NIR has no delays of each synapse
        String delay = file.endsWith(".nir") ? "" : DELAYED;
        List<Tensor> trained = trained(spec(solver, delay, "", 0.01, 7)).parameters();
        store(spec(solver, delay, "", 0.01, 7), trained);

        // Learns nothing that a float or a double could hold: what comes out is what it began with.
        JobSpec further = spec(solver, delay, file, 1e-300, 8);
        assertThat(trained(further).parameters()).usingRecursiveComparison().isEqualTo(trained);
    }

    /** NIR has one value where all are the same; here each synapse may learn one of its own. */
    @Test
    void whatAllShareInNirIsGivenToEachThatLearns() throws IOException {
        JobSpec plain = spec("event", "\"delay\": 3, ", "", 0.01, 7);
        store(plain, drawn(plain));
        JobSpec learning = spec(
                "event",
                "\"delay\": {\"initial\": 0, \"learnable\": true, \"min\": 0, \"max\": 9}, ",
                "model.nir",
                1e-300,
                8);
        Tensor.F64 delays = values(learning).stream()
                .filter(t -> t.name().equals("input->hidden.delay"))
                .findFirst()
                .orElseThrow();
        assertThat(delays.values()).hasSize(5 * 12).containsOnly(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.safetensors", "model.nir"})
    void aModelOfAnotherNetworkIsRefusedByNameWhenTheJobIsSubmitted(String file) throws IOException {
        JobSpec wide = JobSpecParser.parse(text("event", "", "", 0.01, 7).replace("\"size\": 12", "\"size\": 13"));
        JobSpec resolved = new SpecInspector(datasets()).inspect(wide).resolved();
        store(resolved, drawn(resolved));
        assertRefused(
                spec("event", "", file, 0.01, 7),
                "input->hidden.weight has the shape [5, 13], the network's has [5, 12]");
        assertRefused(
                spec("event", DELAYED, "model.safetensors", 0.01, 7), "input->hidden.weight has the shape [5, 13]");
    }

    @Test
    void aParameterThatTheModelLacksIsNamed() throws IOException {
        JobSpec plain = spec("event", "", "", 0.01, 7);
        store(plain, drawn(plain));
        assertRefused(
                spec("event", DELAYED, "model.safetensors", 0.01, 7),
                "without the parameter input->hidden.delay; it has hidden->output.weight, hidden.tauMem, input->hidden.weight");
    }

    @Test
    void valuesThatTrainingWouldNotReachAreRefused() throws IOException {
        JobSpec delayed = spec("event", DELAYED, "", 0.01, 7);
        store(delayed, drawn(delayed));
        String narrow = "\"delay\": {\"initial\": 1, \"learnable\": true, \"min\": 0.9, \"max\": 1.1}, ";
        assertRefused(
                spec("event", narrow, "model.safetensors", 0.01, 7), "which is not within the network's 0.9 to 1.1");

        String sparse = "\"connectivity\": {\"type\": \"fixed-probability\", \"probability\": 0.5}, ";
        JobSpec thinned = spec("event", sparse, "", 0.01, 7);
        store(thinned, drawn(thinned));
        // the same synapses with the same seed only
        assertThat(values(spec("event", sparse, "model.safetensors", 0.01, 7)))
                .usingRecursiveComparison()
                .isEqualTo(drawn(thinned));
        assertRefused(
                spec("event", sparse, "model.safetensors", 0.01, 8), "where the network's connection has no synapse");
    }

    @Test
    void whatIsNoModelIsRefused() throws IOException {
        Files.writeString(folder.resolve("text"), "a text");
        assertRefused(spec("event", "", "text", 0.01, 7), "which is neither a safetensors nor a NIR file");
        assertRefused(spec("event", "", "missing", 0.01, 7), "which does not exist");
        assertRefused(spec("event", "", "../up", 0.01, 7), "must be a file name relative to");
        store(spec("event", "", "", 0.01, 7), drawn(spec("event", "", "", 0.01, 7)));
        Path model = folder.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(model);
        Files.write(model, Arrays.copyOf(bytes, bytes.length - 1));
        assertRefused(spec("event", "", "model.safetensors", 0.01, 7), "damaged");
    }

    private void assertRefused(JobSpec spec, String reason) {
        assertThatThrownBy(() -> new SpecInspector(datasets()).inspect(spec))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("/training/initialFrom/file")
                .hasMessageContaining(reason);
    }

    private Datasets datasets() {
        return new Datasets(folder);
    }

    private void store(JobSpec spec, List<? extends Tensor> parameters) throws IOException {
        for (ModelFile file : ModelFile.of(spec, List.copyOf(parameters), 1, 1)) {
            Files.write(folder.resolve(file.name()), file.content());
        }
    }

    private static List<Tensor.F64> drawn(JobSpec spec) {
        return Initialisers.draw(Network.of(spec.network()), spec.training().seed())
                .parameters();
    }

    private List<Tensor.F64> values(JobSpec spec) {
        return InitialValues.of(spec, Network.of(spec.network()), datasets()).parameters();
    }

    private Outcome.Trained trained(JobSpec spec) {
        Trainer trainer = new Trainer(datasets(), Engines.withoutCuda(), 1, PhaseListener.NONE);
        return (Outcome.Trained) trainer.train(spec, _ -> {}, () -> false);
    }

    private static JobSpec spec(String solver, String connection, String from, double learningRate, long seed) {
        return JobSpecParser.parse(text(solver, connection, from, learningRate, seed));
    }

    private static String text(String solver, String connection, String from, double learningRate, long seed) {
        return """
                {"dataset": {"type": "yin-yang", "train": {"samples": 40}, "validation": {"samples": 5},
                             "test": {"samples": 5}},
                 "network": {"duration": 60, "solver": "%s",
                   "populations": {
                     "input": {"neuron": "input", "size": 5},
                     "hidden": {"neuron": {"type": "lif", "tauMem": {"uniform": {"min": 10, "max": 30}}}, "size": 12},
                     "output": {"neuron": "li", "size": 3}},
                   "connections": [
                     {"from": "input", "to": "hidden", %s "tauSyn": 5, "weight": {"normal": {"mean": 1, "sd": 0.8}}},
                     {"from": "hidden", "to": "output", "tauSyn": 5, "weight": {"normal": {"mean": 0, "sd": 1}}}]},
                 "training": {"epochs": 1, "batchSize": 8, "seed": %d, "loss": "sum-voltage", %s
                              "optimiser": {"type": "sgd", "learningRate": %s}}}
                """.formatted(
                        solver,
                        connection,
                        seed,
                        from.isEmpty() ? "" : "\"initialFrom\": {\"file\": \"" + from + "\"},",
                        learningRate);
    }
}
