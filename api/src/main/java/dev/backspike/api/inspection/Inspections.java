package dev.backspike.api.inspection;

import dev.backspike.engine.inspection.InspectionAnswer;
import dev.backspike.engine.inspection.InspectionRequest;

/** Runs inspections, never on the requesting thread, which waits without occupying a processor. */
interface Inspections extends AutoCloseable {

    /** @throws InspectionFailedException if there is no answer */
    InspectionAnswer ask(InspectionRequest request) throws InspectionFailedException;

    @Override
    void close();
}
