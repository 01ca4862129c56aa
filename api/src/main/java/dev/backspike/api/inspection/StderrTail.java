package dev.backspike.api.inspection;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Keeps the end of what a process writes to standard error. The stream must be read, or the process would block. */
final class StderrTail {

    private static final int KEPT = 4096;
    /** What every JVM writes that uses the Vector API. */
    private static final String NO_FAULT = "WARNING: Using incubator modules: jdk.incubator.vector";

    private final byte[] kept = new byte[KEPT];
    private long written;

    private StderrTail() {}

    static StderrTail of(Process process) {
        StderrTail tail = new StderrTail();
        InputStream errors = process.getErrorStream();
        Thread.ofPlatform().daemon().name("stderr-" + process.pid()).start(() -> tail.drain(errors));
        return tail;
    }

    private void drain(InputStream errors) {
        byte[] block = new byte[KEPT];
        try (errors) {
            for (int read = errors.read(block); read >= 0; read = errors.read(block)) {
                keep(block, read);
            }
        } catch (IOException e) {
            String end = "(" + e.getMessage() + ")";
            keep(end.getBytes(StandardCharsets.UTF_8), end.length());
        }
    }

    private synchronized void keep(byte[] block, int length) {
        for (int i = 0; i < length; i++) {
            kept[(int) (written++ % KEPT)] = block[i];
        }
    }

    synchronized String text() {
        int length = (int) Math.min(written, KEPT);
        byte[] inOrder = new byte[length];
        for (int i = 0; i < length; i++) {
            inOrder[i] = kept[(int) ((written - length + i) % KEPT)];
        }
        String text = new String(inOrder, StandardCharsets.UTF_8)
                .replace(NO_FAULT, "")
                .strip();
        return text.isEmpty() ? "nothing" : text;
    }
}
