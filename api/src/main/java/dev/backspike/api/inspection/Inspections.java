package dev.backspike.api.inspection;

import dev.backspike.engine.inspection.InspectionAnswer;
import dev.backspike.engine.inspection.InspectionRequest;

/** Where requests are answered: never on the thread that asks, which waits without holding a processor. */
interface Inspections extends AutoCloseable {

    /** @throws InspectionFailedException if there is no answer */
    InspectionAnswer ask(InspectionRequest request) throws InspectionFailedException;

    @Override
    void close();
}
