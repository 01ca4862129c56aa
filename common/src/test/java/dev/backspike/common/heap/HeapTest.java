package dev.backspike.common.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class HeapTest {

    @Test
    void workThatFitsIsDone() {
        assertThat(Heap.guarded(() -> 7)).isEqualTo(7);
    }

    @Test
    void anExhaustedHeapIsAnExceptionThatCarriesTheErrorsMessage() {
        assertThatExceptionOfType(HeapExhaustedException.class)
                .isThrownBy(() -> Heap.guarded(() -> {
                    throw new OutOfMemoryError("Java heap space");
                }))
                .withMessage("Java heap space")
                .withCauseInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void otherFailuresPassThrough() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Heap.guarded(() -> {
                    throw new IllegalStateException("other");
                }));
    }
}
