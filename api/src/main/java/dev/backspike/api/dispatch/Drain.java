package dev.backspike.api.dispatch;

/** How a worker is drained. It receives no more jobs. */
enum Drain {
    /** It finishes its attempts. */
    FINISH,
    /** It stores checkpoints of its attempts and hands them back. */
    HAND_BACK
}
