package dev.backspike.engine.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.NetworkSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import org.junit.jupiter.api.Test;

class DatasetInspectorTest {

    private final DatasetInspector inspector = new DatasetInspector(new Datasets(null));

    @Test
    void takesOpenSizesFromTheData() {
        JobSpec resolved = inspector.resolve(yinYang("", ", \"size\": 200", ""));
        NetworkSpec network = resolved.network();
        assertThat(network.population("input").size()).isEqualTo(5);
        assertThat(network.population("hidden").size()).isEqualTo(200);
        assertThat(network.population("output").size()).isEqualTo(3);
    }

    @Test
    void aResolvedSpecificationResolvesToItself() {
        JobSpec resolved = inspector.resolve(yinYang("", ", \"size\": 20", ""));
        assertThat(inspector.resolve(resolved)).isEqualTo(resolved);
    }

    @Test
    void sizesMustFitTheData() {
        refused(yinYang(", \"size\": 4", ", \"size\": 9", ""), "/network/populations/input/size must be 5");
        refused(yinYang("", ", \"size\": 9", ", \"size\": 2"), "/network/populations/output/size must be at least 3");
        refused(yinYang("", "", ""), "/network/populations/hidden/size is required");
    }

    @Test
    void everyErrorIsReportedAtOnce() {
        assertThatThrownBy(() -> inspector.resolve(yinYang(", \"size\": 4", "", ", \"size\": 2")))
                .isInstanceOfSatisfying(
                        InvalidSpecException.class, e -> assertThat(e.errors()).hasSize(3));
    }

    @Test
    void aReadoutMayBeLargerThanTheNumberOfClasses() {
        assertThat(inspector
                        .resolve(yinYang("", ", \"size\": 9", ", \"size\": 8"))
                        .network()
                        .population("output")
                        .size())
                .isEqualTo(8);
    }

    @Test
    void aConnectionOfTooManyWeightsIsAnError() {
        refused(
                yinYang("", ", \"size\": 1000000", ", \"size\": 3000"),
                "/network/connections/1 has 1000000 x 3000 weights, more than the 2147483647");
    }

    @Test
    void generatedDataHaveALimit() {
        JobSpec spec = JobSpecParser.parse(document("", ", \"size\": 9", "")
                .replace("\"yin-yang\"", "\"yin-yang\", \"test\": {\"samples\": 9000000}"));
        refused(spec, "/dataset/test/samples must be at most 1000000");
    }

    @Test
    void encodingMustRunForwards() {
        JobSpec spec = JobSpecParser.parse(document("", ", \"size\": 9", "")
                .replace("\"yin-yang\"", "\"yin-yang\", \"encoding\": {\"tMin\": 9, \"tMax\": 8}"));
        refused(spec, "/dataset/encoding/tMax must be at least tMin");
    }

    @Test
    void earlyStoppingMayWatchValidationData() {
        String stopping = "\"earlyStopping\": {\"patience\": 3}, \"epochs\"";
        JobSpec spec = JobSpecParser.parse(document("", ", \"size\": 9", "").replace("\"epochs\"", stopping));
        assertThat(inspector.resolve(spec)).isNotNull();
    }

    @Test
    void shiftsMustLeaveSomethingOfEachSample() {
        JobSpec spec = JobSpecParser.parse(document("", ", \"size\": 9", "")
                .replace("\"epochs\"", "\"augmentation\": [{\"type\": \"channel-shift\", \"max\": 5}], \"epochs\""));
        refused(spec, "/training/augmentation/0/max must be less than 5");
    }

    private void refused(JobSpec spec, String message) {
        assertThatThrownBy(() -> inspector.resolve(spec))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining(message);
    }

    private static JobSpec yinYang(String input, String hidden, String output) {
        return JobSpecParser.parse(document(input, hidden, output));
    }

    private static String document(String input, String hidden, String output) {
        return """
                {"dataset": {"type": "yin-yang"},
                 "network": {"duration": 60,
                   "populations": {"input": {"neuron": "input"%s}, "hidden": {"neuron": "lif"%s},
                                   "output": {"neuron": "lif"%s}},
                   "connections": [{"from": "input", "to": "hidden", "weight": {"constant": {"value": 1}}},
                                   {"from": "hidden", "to": "output", "weight": {"constant": {"value": 1}}}]},
                 "training": {"epochs": 1, "loss": "first-spike", "optimiser": "adam"}}
                """.formatted(input, hidden, output);
    }
}
