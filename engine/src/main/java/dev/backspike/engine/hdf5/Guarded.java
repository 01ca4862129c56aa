package dev.backspike.engine.hdf5;

import java.io.UncheckedIOException;
import java.util.function.Supplier;

/** The one place that turns any exception provoked by a hostile file into an error that names the object. */
final class Guarded {

    private Guarded() {}

    static <T> T get(String object, Supplier<T> read) {
        try {
            return read.get();
        } catch (Hdf5Exception e) {
            throw Hdf5Exception.at(object, e);
        } catch (UncheckedIOException e) {
            throw e; // the disk's fault, not the file's
        } catch (ArithmeticException e) {
            throw Hdf5Exception.tooLarge(object, e);
        } catch (RuntimeException | StackOverflowError e) {
            throw Hdf5Exception.damaged(object, e);
        }
    }
}
