package dev.backspike.engine.dataset;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.DatasetSpec.ShdHdf5;
import dev.backspike.common.spec.DelayLineSpec;
import dev.backspike.common.spec.ValidationSpec;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** On the spoken digits' test file: 250 clips, 50 of each of the speakers 0 to 4, 25 of each digit. */
class ShdValidationTest {

    private static final String CLIPS = "fsdd_test.h5.gz";

    @Test
    void aFractionKeepsTheLastClipsOfEachDigit() {
        Splits splits = open(CLIPS, new ValidationSpec.Fraction(0.2));
        assertThat(splits.train().size()).isEqualTo(200);
        Dataset validation = requireNonNull(splits.validation());
        int[] perClass = new int[10];
        for (int sample = 0; sample < validation.size(); sample++) {
            perClass[validation.label(sample)]++;
        }
        assertThat(perClass).containsOnly(5);
    }

    @Test
    void everyClipIsInExactlyOneFoldAndEveryDigitInAllOfThem() {
        int[] times = new int[250];
        for (int fold = 1; fold <= 4; fold++) {
            Splits splits = open(CLIPS, new ValidationSpec.Fold(fold, 4));
            Subset validation = (Subset) requireNonNull(splits.validation());
            int[] perClass = new int[10];
            for (int sample : validation.samples()) {
                times[sample]++;
                perClass[validation.of().label(sample)]++;
            }
            assertThat(perClass).containsOnly(fold == 1 ? 7 : 6);
            assertThat(splits.train().size()).isEqualTo(250 - validation.size());
        }
        assertThat(times).containsOnly(1);
    }

    @Test
    void theSpeakersAreReadFromTheTrainingFile() {
        Datasets datasets = new Datasets(SharedData.directory());
        assertThat(datasets.speakers(new ShdHdf5(CLIPS, CLIPS, 700, 10, ValidationSpec.NONE, DelayLineSpec.NONE)))
                .containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void heldOutSpeakersAreNotTrainedOn() {
        Splits splits = open(CLIPS, new ValidationSpec.Speakers(List.of(4, 1)));
        assertThat(speakers(splits.train())).containsExactlyInAnyOrder(0, 2, 3);
        assertThat(splits.train().size()).isEqualTo(150);
        assertThat(speakers(requireNonNull(splits.validation()))).containsExactlyInAnyOrder(1, 4);
        assertThat(requireNonNull(splits.validation()).size()).isEqualTo(100);
        assertThat(splits.test().size()).isEqualTo(250);
    }

    @Test
    void aFileOfItsOwnLeavesTheTrainingFileWhole() {
        Splits splits = open("shd_shape.h5.gz", 20, new ValidationSpec.File(CLIPS));
        assertThat(splits.train().size()).isEqualTo(64);
        assertThat(requireNonNull(splits.validation()).size()).isEqualTo(250);
    }

    @Test
    void filesAreReadOnceForAllWaysOfSplittingThem() {
        Datasets datasets = new Datasets(SharedData.directory());
        Dataset first = whole(datasets, new ValidationSpec.Speakers(List.of(0)));
        assertThat(whole(datasets, new ValidationSpec.Speakers(List.of(1)))).isSameAs(first);
        assertThat(whole(datasets, new ValidationSpec.Fraction(0.2))).isSameAs(first);
    }

    private static Dataset whole(Datasets datasets, ValidationSpec validation) {
        Dataset train = datasets.open(new ShdHdf5(CLIPS, CLIPS, 700, 10, validation, DelayLineSpec.NONE))
                .train();
        return ((Subset) train).of();
    }

    @Test
    void anUnknownSpeakerIsRefusedWithThoseThereAre() {
        refused(
                CLIPS,
                new ValidationSpec.Speakers(List.of(1, 7)),
                "/dataset/validation/speakers holds out speaker 7, but the speakers of " + CLIPS
                        + " are 0, 1, 2, 3, 4");
    }

    @Test
    void aFileWithoutSpeakersHasNoneToHoldOut() {
        assertThatThrownBy(() -> new Datasets(Path.of("src/test/resources/shd"))
                        .open(new ShdHdf5(
                                "wide.h5.gz",
                                "wide.h5.gz",
                                700,
                                20,
                                new ValidationSpec.Speakers(List.of(0)),
                                DelayLineSpec.NONE)))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining(
                        "/dataset/validation/speakers cannot be held out: wide.h5.gz has no extra/speaker");
    }

    @Test
    void someSpeakerMustBeLeftToTrainOn() {
        refused(
                CLIPS,
                new ValidationSpec.Speakers(List.of(4, 3, 2, 1, 0)),
                "/dataset/validation/speakers holds out every speaker of " + CLIPS);
    }

    @Test
    void aMissingValidationFileIsRefusedWithItsField() {
        refused(CLIPS, new ValidationSpec.File("valid.h5"), "/dataset/validation/file names valid.h5, which does not");
    }

    @Test
    void aFractionThatKeepsNothingIsRefused() {
        refused(CLIPS, new ValidationSpec.Fraction(0.01), "/dataset/validation/fraction keeps no sample");
    }

    @Test
    void aFoldThatKeepsNothingIsRefused() {
        refused(CLIPS, new ValidationSpec.Fold(26, 40), "/dataset/validation/fold keeps no sample: no class has 26");
    }

    private static Set<Integer> speakers(Dataset part) {
        Subset subset = (Subset) part;
        ShdFile file = (ShdFile) subset.of();
        Set<Integer> speakers = new HashSet<>();
        for (int sample : subset.samples()) {
            speakers.add(file.speaker(sample));
        }
        return speakers;
    }

    private static void refused(String train, ValidationSpec validation, String message) {
        SharedData.directory(); // aborts the test where there is none, which must not count as the exception
        assertThatThrownBy(() -> open(train, validation))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining(message);
    }

    private static Splits open(String train, ValidationSpec validation) {
        return open(train, 10, validation);
    }

    private static Splits open(String train, int classes, ValidationSpec validation) {
        return new Datasets(SharedData.directory())
                .open(new ShdHdf5(train, CLIPS, 700, classes, validation, DelayLineSpec.NONE));
    }
}
