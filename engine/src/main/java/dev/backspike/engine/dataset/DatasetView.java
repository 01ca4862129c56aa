package dev.backspike.engine.dataset;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A modified view of a data set: whatever an implementation does not override is as in the data set itself. */
interface DatasetView extends Dataset {

    /** The data set that is shown. */
    Dataset of();

    @Override
    default int size() {
        return of().size();
    }

    @Override
    default int units() {
        return of().units();
    }

    @Override
    default int classes() {
        return of().classes();
    }

    @Override
    default int label(int sample) {
        return of().label(sample);
    }

    @Override
    default long bytes(int sample) {
        return of().bytes(sample);
    }

    @Override
    default List<String> classNames() {
        return of().classNames();
    }

    @Override
    default @Nullable String speakerName(int sample) {
        return of().speakerName(sample);
    }
}
