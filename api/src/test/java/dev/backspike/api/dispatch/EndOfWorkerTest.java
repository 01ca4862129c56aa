package dev.backspike.api.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.code.FailureKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndOfWorkerTest {

    @ParameterizedTest
    @CsvSource({
        "3, OUT_OF_MEMORY, out-of-memory, ran out of memory",
        "8, DEVICE_LOST, device-lost, lost its CUDA device",
        "9, INFRASTRUCTURE, no-working-device, found no CUDA device that works",
        "137, INFRASTRUCTURE, worker-killed, was killed",
        "139, UNEXPECTED, worker-crashed, of signal 11",
        "134, UNEXPECTED, worker-crashed, of signal 6",
        "1, UNEXPECTED, worker-crashed, with exit status 1"
    })
    void theExitStatusSaysWhatHappened(int status, FailureKind kind, String code, String message) {
        EndOfWorker end = EndOfWorker.of(status);
        assertThat(end.code().kind()).isEqualTo(kind);
        assertThat(end.code().word()).isEqualTo(code);
        assertThat(end.message()).contains(message);
    }
}
