package dev.backspike.engine.hdf5;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Bytes in a file and bytes in memory. */
final class Sources {

    private Sources() {}

    record OfFile(FileChannel channel) implements Storage.Source {

        static OfFile open(Path file) throws IOException {
            return new OfFile(FileChannel.open(file, StandardOpenOption.READ));
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void read(long at, ByteBuffer into) throws IOException {
            while (into.hasRemaining()) {
                int read = channel.read(into, at);
                if (read < 0) {
                    throw new EOFException();
                }
                at += read;
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    record OfBytes(byte[] bytes) implements Storage.Source {

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void read(long at, ByteBuffer into) {
            into.put(bytes, (int) at, into.remaining());
        }

        @Override
        public void close() {
            // nothing to give back
        }
    }
}
