package dev.backspike.worker.engine.cpu;

/** Candidates for I - V at a grid spike. Measurement only. */
enum Slope {
    START_MINUS_V,
    START_MINUS_THETA,
    MID_MINUS_THETA,
    END_MINUS_V,
    END_MINUS_THETA,
    CROSSING,
    DIFFERENCE,
    START_MINUS_VSTART
}
