package dev.backspike.engine.dataset;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.DatasetSpec;
import dev.backspike.common.spec.ValidationSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the files of a {@link DatasetSpec.ShdHdf5} and keeps a part for validation. */
final class ShdLoader {

    private static final String TRAIN = "/dataset/train";
    private static final String TEST = "/dataset/test";
    private static final String FILE = "/dataset/validation/file";
    private static final String SPEAKERS = "/dataset/validation/speakers";

    /** The settings by which a file is read. */
    private record Sizes(int units, int classes) {}

    private final DatasetSpec.ShdHdf5 spec;
    private final FileCache cache;
    private final Path train;
    private final Path test;
    private final @Nullable Path validation;

    /** @throws InvalidSpecException if a file is not there */
    ShdLoader(DatasetSpec.ShdHdf5 spec, DatasetDirectory directory, FileCache cache) {
        this.spec = spec;
        this.cache = cache;
        train = directory.resolve(spec.train(), TRAIN);
        test = directory.resolve(spec.test(), TEST);
        validation =
                spec.validation() instanceof ValidationSpec.File(String file) ? directory.resolve(file, FILE) : null;
    }

    /** @throws InvalidSpecException naming the file that is damaged, or the speaker that it does not have */
    Splits load() {
        ShdFile whole = read(train, spec.train(), TRAIN);
        ShdFile tested = numbered(read(test, spec.test(), TEST), whole, spec.test(), TEST);
        Splits splits = switch (spec.validation()) {
            case ValidationSpec.Part part -> Splits.holdingOut(whole, part, tested);
            case ValidationSpec.Speakers(List<Integer> speakers) -> {
                checkSpeakers(whole, speakers);
                Subset[] parts = Subset.holdOut(whole, sample -> speakers.contains(whole.speaker(sample)));
                yield new Splits(parts[0], parts[1], tested);
            }
            case ValidationSpec.File(String file) ->
                new Splits(whole, numbered(read(requireNonNull(validation), file, FILE), whole, file, FILE), tested);
        };
        return splits.behind(spec.delayLine());
    }

    /**
     * Every speaker of the training file once, in ascending order.
     *
     * @throws InvalidSpecException if it names none
     */
    List<Integer> speakers() {
        ShdFile whole = read(train, spec.train(), TRAIN);
        if (!whole.hasSpeakers()) {
            throw new InvalidSpecException(
                    TRAIN, "names " + spec.train() + ", which has no extra/speaker of numbers" + reason(whole));
        }
        return List.copyOf(whole.everySpeaker());
    }

    /** Classes that are texts get their numbers from the training file. */
    private static ShdFile numbered(ShdFile file, ShdFile whole, String name, String pointer) {
        ShdFile numbered = file.numberedAs(whole);
        if (numbered == null) {
            throw new InvalidSpecException(
                    pointer,
                    "names " + name + ", whose classes " + named(file) + " are not among those of /dataset/train "
                            + named(whole));
        }
        return numbered;
    }

    private static String named(ShdFile file) {
        return file.labelled().names().isEmpty()
                ? "(numbers)"
                : file.labelled().names().toString();
    }

    private ShdFile read(Path file, String name, String pointer) {
        ShdReader reader = new ShdReader(file, name, pointer, spec.units(), spec.classes());
        return cache.get(ShdFile.class, new Sizes(spec.units(), spec.classes()), Map.of(file, pointer), reader::read);
    }

    private static String reason(ShdFile file) {
        String problem = file.speakers().problem();
        return problem == null ? "" : " (" + problem + ")";
    }

    private void checkSpeakers(ShdFile whole, List<Integer> heldOut) {
        if (!whole.hasSpeakers()) {
            throw new InvalidSpecException(
                    SPEAKERS,
                    "cannot be held out: " + spec.train() + " has no extra/speaker of numbers" + reason(whole)
                            + "; use fraction or file");
        }
        Set<Integer> there = whole.everySpeaker();
        for (int speaker : heldOut) {
            if (!there.contains(speaker)) {
                throw new InvalidSpecException(
                        SPEAKERS,
                        "holds out speaker " + speaker + ", but the speakers of " + spec.train() + " are "
                                + there.stream().map(String::valueOf).collect(joining(", ")));
            }
        }
        if (heldOut.size() == there.size()) {
            throw new InvalidSpecException(
                    SPEAKERS, "holds out every speaker of " + spec.train() + "; leave some to train on");
        }
    }
}
