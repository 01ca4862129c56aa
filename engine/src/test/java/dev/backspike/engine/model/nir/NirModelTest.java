package dev.backspike.engine.model.nir;

import static dev.backspike.engine.model.nir.Jobs.CONNECTIONS;
import static dev.backspike.engine.model.nir.Jobs.POPULATIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.common.file.ModelUnits;
import dev.backspike.common.spec.ConnectionSpec;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.network.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class NirModelTest {

    private static final String DETAILED = """
        {'from': 'input', 'to': 'hidden', 'tauSyn': 5, 'weight': {'normal': {'mean': 1, 'sd': 1}}, 'delay': 3},
        {'from': 'input', 'to': 'hidden', 'tauSyn': 5, 'weight': {'normal': {'mean': 0, 'sd': 1}}, 'delay': 0.1},
        {'from': 'hidden', 'to': 'hidden', 'tauSyn': 5, 'weight': {'constant': {'value': -0.3}},
         'connectivity': {'type': 'one-to-one'}, 'delay': {'uniform': {'min': 1, 'max': 9}}},
        {'from': 'hidden', 'to': 'output', 'tauSyn': {'initial': 5, 'learnable': true},
         'weight': {'normal': {'mean': 0, 'sd': 1}}}
        """;

    private static final String DETAILED_POPULATIONS =
            POPULATIONS.replace("'tauMem': 12", "'tauMem': {'gamma': {'shape': 3, 'mean': 20}}");

    @TempDir
    private Path folder;

    @Test
    void aNetworkSurvivesTheWayOutAndBack() throws IOException {
        for (boolean detailed : new boolean[] {false, true}) {
            JobSpec job = detailed ? Jobs.job(DETAILED_POPULATIONS, DETAILED) : Jobs.job(POPULATIONS, CONNECTIONS);
            for (long seed = 0; seed < 20; seed++) {
                List<? extends Tensor> written = Jobs.parameters(job, seed);
                NirModel.Imported read = NirModel.read(write(job, written), null, null, ModelUnits.OF_FORMAT);

                assertThat(read.network().dt()).isEqualTo(0.5);
                assertThat(read.network().duration()).isEqualTo(60);
                assertThat(read.network().populations().keySet()).containsExactly("input", "hidden", "output");
                assertThat(read.network().population("hidden"))
                        .isEqualTo(job.network().population("hidden"));
                assertThat(read.network().connections())
                        .extracting(ConnectionSpec::from, ConnectionSpec::to, ConnectionSpec::connectivity)
                        .isEqualTo(job.network().connections().stream()
                                .map(c -> tuple(c.from(), c.to(), c.connectivity()))
                                .toList());
                for (Tensor.F64 tensor : read.parameters()) {
                    if (!tensor.name().equals("hidden->hidden.delay")) {
                        assertClose(tensor, named(written, tensor.name()).values());
                    }
                }
            }
        }
    }

    @Test
    void theDelaysOfExistingSynapsesSurviveWhereEachPresynapticNeuronHasOne() throws IOException {
        JobSpec job = Jobs.job(DETAILED_POPULATIONS, DETAILED);
        List<Tensor.F64> written = Jobs.parameters(job, 1);
        double[] before = named(written, "hidden->hidden.delay").values();
        double[] after = named(
                        NirModel.read(write(job, written), null, null, ModelUnits.OF_FORMAT)
                                .parameters(),
                        "hidden->hidden.delay")
                .values();
        for (int n = 0; n < 8; n++) {
            assertThat(after[9 * n]).isCloseTo(before[9 * n], within(1e-14));
        }
    }

    @Test
    void connectionsWithDifferentTimeConstantsKeepThem() throws IOException {
        JobSpec job = Jobs.job(POPULATIONS, CONNECTIONS.replaceFirst("5,", "3,"));
        List<? extends Tensor> written = Jobs.parameters(job, 1);
        NirModel.Imported read = NirModel.read(write(job, written), null, null, ModelUnits.OF_FORMAT);
        assertThat(read.network().populations()).isEqualTo(job.network().populations());
        assertThat(read.network().connections())
                .extracting(ConnectionSpec::tauSyn)
                .isEqualTo(job.network().connections().stream()
                        .map(ConnectionSpec::tauSyn)
                        .toList());
        read.parameters()
                .forEach(tensor ->
                        assertClose(tensor, named(written, tensor.name()).values()));
    }

    @Test
    void delaysByPostsynapticNeuronGoAfterTheWeights() throws IOException {
        JobSpec job =
                Jobs.job(POPULATIONS, CONNECTIONS.replaceFirst("5,", "5, 'delay': {'uniform': {'min': 0, 'max': 9}},"));
        List<Tensor.F64> parameters = Jobs.parameters(job, 1);
        double[] delays = named(parameters, "input->hidden.delay").values();
        for (int k = 0; k < delays.length; k++) {
            delays[k] = k % 8;
        }
        List<Tensor.F64> read = NirModel.read(write(job, parameters), null, null, ModelUnits.OF_FORMAT)
                .parameters();
        assertThat(named(read, "input->hidden.delay").values()).isEqualTo(delays);
    }

    @Test
    void whatWasTrainedInFloatStaysTheSameFloat() throws IOException {
        JobSpec job = Jobs.job(
                DETAILED_POPULATIONS,
                DETAILED.replace("'uniform': {'min': 1, 'max': 9}", "'constant': {'value': 2.3}"));
        List<Tensor> floats = Jobs.parameters(job, 2).stream()
                .<Tensor>map(t -> new Tensor.F32(t.name(), t.shape(), floats(t.values())))
                .toList();
        for (Tensor.F64 tensor : NirModel.read(write(job, floats), null, null, ModelUnits.OF_FORMAT)
                .parameters()) {
            Tensor.F32 written = (Tensor.F32) floats.stream()
                    .filter(t -> t.name().equals(tensor.name()))
                    .findFirst()
                    .orElseThrow();
            assertThat(floats(tensor.values())).isEqualTo(written.values());
        }
    }

    @Test
    void theImportedNetworkIsAValidPartOfAJobSpecification() throws IOException {
        JobSpec job = Jobs.job(DETAILED_POPULATIONS, DETAILED);
        NirModel.Imported read = NirModel.read(write(job, Jobs.parameters(job, 3)), 1.0, 80.0, ModelUnits.OF_FORMAT);
        JsonMapper json = new JsonMapper();
        ObjectNode document = json.valueToTree(job);
        document.set("network", json.valueToTree(read.network()));
        // several connections into hidden share one tauSyn, so the clock solver takes it
        JobSpec parsed = JobSpecParser.parse(document);
        assertThat(parsed.network()).isEqualTo(read.network());
        assertThat(parsed.network().duration()).isEqualTo(80);
    }

    @Test
    void aDamagedFileIsRefusedAsSuch() throws IOException {
        JobSpec job = Jobs.job(POPULATIONS, CONNECTIONS);
        byte[] file = NirModel.write(job, Jobs.parameters(job, 1));
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            // the last bytes are jhdf's signature, which nobody reads
            byte[] cut = Arrays.copyOf(file, random.nextInt(file.length - 100));
            assertThatThrownBy(() -> NirFile.read(cut)).isInstanceOf(NirException.class);
        }
        assertThatThrownBy(() -> NirFile.read(new byte[0]))
                .isInstanceOf(NirException.class)
                .hasMessageStartingWith("not a NIR file, or a damaged one");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        'vReset': -0.1  | 'vReset': -0.1, 'refractory': 2 | population hidden cannot be expressed in NIR because it has a refractory time
        'tauSyn': 7 | 'tauSyn': 7, 'delay': {'uniform': {'min': 0, 'max': 9}} | population output cannot be expressed in NIR because its connection hidden->output has an individual delay for each synapse
        """)
    void whatNirHasNoNodesForIsRefusedByName(String usual, String changed, String problem) {
        JobSpec job = Jobs.job(POPULATIONS.replace(usual, changed), CONNECTIONS.replace(usual, changed));
        List<Tensor.F64> parameters = Jobs.parameters(job, 1);
        assertThatThrownBy(() -> NirModel.write(job, parameters))
                .isInstanceOf(NirException.class)
                .hasMessageStartingWith(problem)
                .hasMessageEndingWith("; download the model as safetensors (format=safetensors)");
    }

    @Test
    void namesThatContainASlashAndEverySubstituteAreRefused() {
        String name = "/\u2215\u2044\u29f8|\\\\";
        JobSpec job = Jobs.job(
                POPULATIONS.replace("'hidden'", "'" + name + "'"), CONNECTIONS.replace("'hidden'", "'" + name + "'"));
        List<Tensor.F64> parameters = Jobs.parameters(job, 1);
        assertThatThrownBy(() -> NirModel.write(job, parameters))
                .hasMessageStartingWith("the names of the populations contain a slash")
                .hasMessageEndingWith("; rename a population");
    }

    /** HDF5 separates groups by slashes. */
    @ParameterizedTest
    @ValueSource(strings = {"hid/den", "/hidden/", "hid/d\u2215en", "hid/d\u2215e\u2044n"})
    void namesWithSlashesAreExportedAndComeBack(String name) throws IOException {
        JobSpec job = Jobs.job(
                POPULATIONS.replace("'hidden'", "'" + name + "'"), CONNECTIONS.replace("'hidden'", "'" + name + "'"));
        List<Tensor.F64> parameters = Jobs.parameters(job, 1);
        Path file = write(job, parameters);
        assertThat(NirFile.read(Files.readAllBytes(file)).nodes().keySet())
                .noneMatch(node -> node.contains("/"))
                .hasSizeGreaterThan(4);
        NirModel.Imported read = NirModel.read(file, null, null, ModelUnits.OF_FORMAT);
        assertThat(read.network().populations()).containsKey(name);
        assertThat(read.parameters())
                .extracting(Tensor.F64::name)
                .containsExactlyElementsOf(
                        parameters.stream().map(Tensor.F64::name).toList());
        assertThat(read.assumptions()).isEmpty();
    }

    @Test
    void millisecondsBecomeTheSecondsThatAPersonWouldWrite() {
        assertThat(Seconds.of(20)).isEqualTo(0.02);
        assertThat(Seconds.of(19.3f)).isEqualTo(0.0193);
        assertThat(Seconds.toMs(0.02)).isEqualTo(20);
        assertThat(Seconds.toMs(0.02f)).isEqualTo(20);
        assertThat(Seconds.toMs(0)).isZero();
    }

    /** Weights bit for bit; the doubles of times may lose their last place between milliseconds and seconds. */
    private static void assertClose(Tensor.F64 tensor, double[] expected) {
        double tolerance = tensor.name().endsWith(".weight") ? 0 : 1e-15;
        for (int k = 0; k < expected.length; k++) {
            assertThat(tensor.values()[k])
                    .as(tensor.name())
                    .isCloseTo(expected[k], within(tolerance * Math.abs(expected[k])));
        }
    }

    private Path write(JobSpec job, List<? extends Tensor> parameters) throws IOException {
        return Files.write(folder.resolve("model.nir"), NirModel.write(job, parameters));
    }

    private static Tensor.F64 named(List<? extends Tensor> tensors, String name) {
        return (Tensor.F64)
                tensors.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
