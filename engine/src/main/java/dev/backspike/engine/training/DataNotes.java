package dev.backspike.engine.training;

import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.event.AttemptEvent.Logged.Level;
import dev.backspike.common.file.DataReport;
import dev.backspike.common.file.DataWarning;
import dev.backspike.common.file.SplitReport;
import dev.backspike.engine.dataset.DataReports;
import dev.backspike.engine.dataset.Splits;

/** Logs the counts of the data at the start of an attempt, and reports likely mistakes in them. */
final class DataNotes {

    private final TrainingListener listener;

    private DataNotes(TrainingListener listener) {
        this.listener = listener;
    }

    /** @param durationMs length of a trial */
    static void tell(Splits splits, double durationMs, TrainingListener listener) {
        DataReport report = DataReports.of(splits, durationMs, 0);
        DataNotes notes = new DataNotes(listener);
        notes.tell("training data", report.train());
        SplitReport validation = report.validation();
        if (validation != null) {
            notes.tell("validation data", validation);
        }
        notes.tell("test data", report.test());
    }

    private void tell(String name, SplitReport split) {
        listener.log(Level.INFO, name + ": " + DataReports.text(split));
        for (DataWarning warning : split.warnings()) {
            String message = name + ": " + warning.message();
            listener.log(Level.WARNING, message);
            listener.on(new AttemptEvent.Noted(warning.code(), message));
        }
    }
}
