package dev.backspike.api.dispatch;

/** How a worker is emptied: it gets no more jobs. */
enum Drain {
    /** It finishes what it has. */
    FINISH,
    /** It saves what it has and gives it back. */
    HAND_BACK
}
