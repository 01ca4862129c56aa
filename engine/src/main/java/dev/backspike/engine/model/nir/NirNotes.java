package dev.backspike.engine.model.nir;

import dev.backspike.common.code.ImportNoteCode;
import dev.backspike.common.file.ImportNote;
import dev.backspike.common.text.Shown;
import java.util.ArrayList;
import java.util.List;

/** The assumptions and warnings of an import. */
final class NirNotes {

    /** Enough for any network that is written by hand or by layer. */
    private static final int MOST = 200;

    private final List<ImportNote> assumptions = new ArrayList<>();
    private final List<ImportNote> warnings = new ArrayList<>();

    void assume(ImportNote note) {
        add(assumptions, note);
    }

    void assume(ImportNoteCode code, String node, String message) {
        assume(new ImportNote(code, Shown.name(node), message));
    }

    void warn(ImportNote note) {
        add(warnings, note);
    }

    private static void add(List<ImportNote> to, ImportNote note) {
        if (to.size() < MOST && !to.contains(note)) {
            to.add(note);
        }
    }

    List<ImportNote> assumptions() {
        return List.copyOf(assumptions);
    }

    List<ImportNote> warnings() {
        return List.copyOf(warnings);
    }
}
