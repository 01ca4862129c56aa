package dev.backspike.common.spec.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.json.SpecError;
import dev.backspike.common.spec.DatasetSpec.ShdHdf5;
import dev.backspike.common.spec.DelayLineSpec;
import dev.backspike.common.spec.ValidationSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a job may say of its data. */
class DatasetReaderTest {

    @Test
    void nothingIsKeptForValidationUnlessAskedFor() {
        assertThat(shd("").validation()).isEqualTo(ValidationSpec.NONE);
        assertThat(shd(", 'validation': {}").validation()).isEqualTo(ValidationSpec.NONE);
    }

    @Test
    void validationIsAFractionAFoldSpeakersOrAFile() {
        assertThat(shd(", 'validation': {'fold': 3, 'of': 5}").validation()).isEqualTo(new ValidationSpec.Fold(3, 5));
        assertThat(shd(", 'validation': {'fraction': 0.1}").validation()).isEqualTo(new ValidationSpec.Fraction(0.1));
        assertThat(shd(", 'validation': {'speakers': [4, 0]}").validation())
                .isEqualTo(new ValidationSpec.Speakers(List.of(4, 0)));
        assertThat(shd(", 'validation': {'file': 'valid.h5'}").validation())
                .isEqualTo(new ValidationSpec.File("valid.h5"));
    }

    @Test
    void inputsAreNotDelayedUnlessAskedFor() {
        assertThat(shd("").delayLine()).isEqualTo(DelayLineSpec.NONE);
        assertThat(shd(", 'delayLine': {'copies': 10}").delayLine()).isEqualTo(new DelayLineSpec(10, 30));
        assertThat(shd(", 'delayLine': {'copies': 3, 'delay': 12.5}").delayLine())
                .isEqualTo(new DelayLineSpec(3, 12.5));
    }

    @Test
    void theLastCopyOfAnImageMustFallIntoTheTrial() {
        List<SpecError> errors = errorsOf(document("""
                'type': 'idx', 'trainImages': 'a', 'trainLabels': 'b', 'testImages': 'c', 'testLabels': 'd',
                'delayLine': {'copies': 4, 'delay': 30}"""));
        assertThat(errors).singleElement().satisfies(error -> {
            assertThat(error.pointer()).isEqualTo("/network/duration");
            assertThat(error.message()).contains("110.0 ms");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'validation': {'fraction': 1}           | /validation/fraction | must be at least 0 and at most 0.9",
                "'validation': {'fraction': 0.1, 'speakers': [1]} | /validation | must have only one of fraction",
                "'validation': {'file': 'v', 'speakers': [1]}     | /validation | must have only one of fraction",
                "'validation': {'fold': 1, 'of': 5, 'fraction': 0.1} | /validation | must have only one of fraction, fold",
                "'validation': {'fold': 6, 'of': 5}      | /validation/fold     | must be at most of (5), was 6",
                "'validation': {'fold': 0, 'of': 5}      | /validation/fold     | must be at least 1",
                "'validation': {'fold': 1}               | /validation/of       | is required",
                "'validation': {'of': 5}                 | /validation/fold     | is required",
                "'validation': {'fold': 1, 'of': 1}      | /validation/of       | must be at least 2",
                "'validation': {'speakers': []}          | /validation/speakers | at least one element",
                "'validation': {'speakers': 4}           | /validation/speakers | must be an array, was 4",
                "'validation': {'speakers': ['four']}    | /validation/speakers | whole numbers only, has",
                "'validation': {'speakers': [-1]}        | /validation/speakers | must be at least 0",
                "'validation': {'speakers': [2, 2]}      | /validation/speakers | names speaker 2 twice",
                "'validation': {'file': 7}               | /validation/file     | must be a string",
                "'validation': {'speaker': [4]}          | /validation/speaker  | known fields: file, fold, fraction, of, speakers",
                "'delayLine': {'copies': 0}              | /delayLine/copies    | must be at least 1",
                "'delayLine': {'copies': 1001}           | /delayLine/copies    | at most 1000",
                "'delayLine': {'copies': 2, 'delay': 0}  | /delayLine/delay     | must be greater than 0",
                "'delayLine': {'delays': 5}              | /delayLine/delays    | known fields: copies, delay"
            })
    void aFaultIsNamedByPointerAndRemedy(String fields, String pointer, String message) {
        assertThat(errorsOf(document(SHD + ", " + fields))).singleElement().satisfies(error -> {
            assertThat(error.pointer()).isEqualTo("/dataset" + pointer);
            assertThat(error.message()).contains(message);
        });
    }

    private static final String SHD = "'type': 'shd-hdf5', 'train': 'a.h5', 'test': 'b.h5'";

    private static ShdHdf5 shd(String fields) {
        return (ShdHdf5) JobSpecParser.parse(document(SHD + fields)).dataset();
    }

    private static List<SpecError> errorsOf(String json) {
        return assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> JobSpecParser.parse(json))
                .actual()
                .errors();
    }

    private static String document(String dataset) {
        return """
                {"dataset": {%s},
                 "network": {"duration": 100,
                   "populations": {"input": {"neuron": "input"}, "output": {"neuron": "li"}},
                   "connections": [{"from": "input", "to": "output", "weight": {"constant": {"value": 1}}}]},
                 "training": {"epochs": 1, "loss": "sum-voltage", "optimiser": "adam"}}
                """.formatted(dataset.replace('\'', '"'));
    }
}
