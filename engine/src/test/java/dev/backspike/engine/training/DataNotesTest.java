package dev.backspike.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.event.AttemptEvent.Logged;
import dev.backspike.common.event.AttemptEvent.Logged.Level;
import dev.backspike.common.event.AttemptEvent.Noted;
import dev.backspike.engine.dataset.Dataset;
import dev.backspike.engine.dataset.SpikeTrain;
import dev.backspike.engine.dataset.Splits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataNotesTest {

    private final List<AttemptEvent> events = new ArrayList<>();

    @Test
    void theLogSaysOfEachPartWhatItHolds() {
        DataNotes.tell(new Splits(new TwoSamples(5), null, new TwoSamples(8)), 20, events::add);
        assertThat(events)
                .containsExactly(
                        new Logged(
                                Level.INFO,
                                "training data: 2 samples, 2 classes, 1 channels, 4 spikes (2 to 2 a sample, median 2;"
                                        + " 0 samples empty), at 5 to 6 ms, median 5 ms; 0 after the trial"),
                        new Logged(
                                Level.INFO,
                                "test data: 2 samples, 2 classes, 1 channels, 4 spikes (2 to 2 a sample, median 2;"
                                        + " 0 samples empty), at 8 to 9 ms, median 8 ms; 0 after the trial"));
    }

    @Test
    void aWarningIsALineOfTheLogAndAnEvent() {
        DataNotes.tell(new Splits(new TwoSamples(5), new TwoSamples(5e6), new TwoSamples(5)), 20, events::add);
        String message = "validation data: no spike of 2 samples lies within the trial of 20 ms; the median time is"
                + " 5,000 s: are the times in microseconds? They must be in seconds";
        assertThat(events).contains(new Logged(Level.WARNING, message), new Noted("no-spike-in-trial", message));
        assertThat(events).filteredOn(event -> event instanceof Noted).hasSize(1);
    }

    /** One of each class, with spikes at a time and 1 ms later. */
    private record TwoSamples(double ms) implements Dataset {

        @Override
        public int size() {
            return 2;
        }

        @Override
        public int units() {
            return 1;
        }

        @Override
        public int classes() {
            return 2;
        }

        @Override
        public int label(int sample) {
            return sample;
        }

        @Override
        public long bytes(int sample) {
            return 0;
        }

        @Override
        public void read(int sample, SpikeTrain into) {
            into.clear();
            into.add(ms, 0);
            into.add(ms + 1, 0);
        }
    }
}
