package dev.backspike.common.spec.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.AugmentationSpec;
import dev.backspike.common.spec.JobSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AugmentationReaderTest {

    @Test
    void thereIsNoneUnlessAskedFor() {
        assertThat(JobSpecParser.parse(document("")).training().augmentation()).isEmpty();
    }

    @Test
    void stepsKeepTheirOrder() {
        JobSpec spec = JobSpecParser.parse(document("""
                , 'augmentation': [{'type': 'blend', 'probability': 0.5}, {'type': 'channel-shift', 'max': 40},
                  {'type': 'time-shift', 'max': 20.5}, {'type': 'dilation', 'min': 0.9, 'max': 1.1},
                  {'type': 'jitter', 'channels': 5}, {'type': 'dropout', 'probability': 0.1},
                  {'type': 'channel-shift', 'max': 3}]"""));
        assertThat(spec.training().augmentation())
                .containsExactly(
                        new AugmentationSpec.Blend(0.5),
                        new AugmentationSpec.ChannelShift(40),
                        new AugmentationSpec.TimeShift(20.5),
                        new AugmentationSpec.Dilation(0.9, 1.1),
                        new AugmentationSpec.Jitter(5, 0),
                        new AugmentationSpec.Dropout(0.1),
                        new AugmentationSpec.ChannelShift(3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'type': 'blend'}                                 |        | must be an array",
                "['blend']                                         | /0/probability | is required",
                "[{'type': 'blend', 'probability': 1.5}]           | /0/probability | at least 0 and at most 1",
                "[7]                                               | /0     | must be an object",
                "[{}]                                              | /0/type | is required",
                "[{'type': 'flip'}] | /0/type | blend, channel-shift, dilation, dropout, jitter, time-shift",
                "[{'type': 'channel-shift'}]                       | /0/max | is required",
                "[{'type': 'channel-shift', 'max': 2.5}]           | /0/max | must be a whole number",
                "[{'type': 'channel-shift', 'max': 0}]             | /0/max | must be at least 1",
                "[{'type': 'time-shift', 'max': -1}]               | /0/max | must be greater than 0",
                "[{'type': 'time-shift', 'max': 1, 'min': 0}]      | /0/min | known fields: max, type",
                "[{'type': 'dilation', 'min': 0, 'max': 1}]        | /0/min | must be greater than 0",
                "[{'type': 'dilation', 'min': 1.1, 'max': 0.9}]    | /0/max | must be at least min (1.1), was 0.9",
                "[{'type': 'jitter'}]                              | /0     | give channels or time",
                "[{'type': 'jitter', 'channels': -1, 'time': 1}]   | /0/channels | at least 0",
                "[{'type': 'dropout', 'probability': 1}]           | /0/probability | at most 0.99",
                "[{'type': 'dropout', 'probability': 0.5}, {'type': 'dropout'}] | /1/probability | is required"
            })
    void aFaultIsNamedByPointerAndRemedy(String steps, String pointer, String message) {
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> JobSpecParser.parse(document(", 'augmentation': " + steps)))
                .satisfies(e -> assertThat(e.errors()).singleElement().satisfies(error -> {
                    assertThat(error.pointer()).isEqualTo("/training/augmentation" + (pointer == null ? "" : pointer));
                    assertThat(error.message()).contains(message);
                }));
    }

    private static String document(String augmentation) {
        return """
                {"dataset": "yin-yang",
                 "network": {"duration": 100,
                   "populations": {"input": {"neuron": "input"}, "output": {"neuron": "li"}},
                   "connections": [{"from": "input", "to": "output", "weight": {"constant": {"value": 1}}}]},
                 "training": {"epochs": 1, "loss": "sum-voltage", "optimiser": "adam"%s}}
                """.formatted(augmentation.replace('\'', '"'));
    }
}
