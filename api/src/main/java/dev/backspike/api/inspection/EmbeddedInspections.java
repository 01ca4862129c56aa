package dev.backspike.api.inspection;

import dev.backspike.engine.inspection.InspectionAnswer;
import dev.backspike.engine.inspection.InspectionRequest;
import dev.backspike.engine.inspection.InspectionResponder;

/**
 * Runs inspections within the service, without limits of memory and time; for tests and for machines too small for more
 * processes.
 */
final class EmbeddedInspections implements Inspections {

    private final InspectionResponder responder;
    private final InspectionThreads turns;

    EmbeddedInspections(InspectionResponder responder, InspectionThreads turns) {
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
