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
    private final InspectionThreads threads;

    EmbeddedInspections(InspectionResponder responder, InspectionThreads threads) {
        this.responder = responder;
        this.threads = threads;
    }

    @Override
    public InspectionAnswer ask(InspectionRequest request) throws InspectionFailedException {
        return threads.call(() -> responder.answer(request));
    }

    @Override
    public void close() {
        threads.close();
    }
}
