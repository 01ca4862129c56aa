package dev.backspike.api.inspection;

import dev.backspike.engine.inspection.InspectionAnswer;
import dev.backspike.engine.inspection.InspectionRequest;
import dev.backspike.engine.inspection.InspectionResponder;

/** Inspections within the service, for tests and machines too small for more processes: no limit of memory or time. */
final class EmbeddedInspections implements Inspections {

    private final InspectionResponder responder;
    private final Turns turns;

    EmbeddedInspections(InspectionResponder responder, Turns turns) {
        this.responder = responder;
        this.turns = turns;
    }

    @Override
    public InspectionAnswer ask(InspectionRequest request) throws InspectionFailedException {
        return turns.call(() -> responder.answer(request));
    }

    @Override
    public void close() {
        turns.close();
    }
}
