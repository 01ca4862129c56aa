package dev.backspike.api.inspection;

import dev.backspike.engine.inspection.InspectionAnswer;
import dev.backspike.engine.inspection.InspectionChild;
import dev.backspike.engine.inspection.InspectionFrames;
import dev.backspike.engine.inspection.InspectionRequest;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.node.StringNode;

/** Does what a request names in place of a file. */
final class MisbehavingChild {

    private static final List<byte[]> HOARD = new ArrayList<>();

    private MisbehavingChild() {}

    static ChildCommand command() {
        List<URL> libraries = Stream.concat(
                        Stream.of(MisbehavingChild.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()),
                        InspectionChild.libraries().stream())
                .toList();
        return ChildCommand.java(DataSize.ofMegabytes(64), MisbehavingChild.class.getName(), libraries, null);
    }

    public static void main(String[] args) throws IOException {
        InputStream in = System.in;
        OutputStream out = System.out;
        InspectionFrames.write(out, new InspectionAnswer.Ready());
        while (true) {
            var request = (InspectionRequest.OfFile) InspectionFrames.read(in, InspectionRequest.class);
            misbehave(request.file(), out);
        }
    }

    private static void misbehave(String how, OutputStream out) throws IOException {
        int space = how.indexOf(' ');
        String object = how.substring(space + 1);
        switch (space < 0 ? how : how.substring(0, space)) {
            case "halt" -> {
                System.err.println("it hurts");
                Runtime.getRuntime().halt(42);
            }
            case "hoard" -> {
                while (true) {
                    HOARD.add(new byte[1 << 20]);
                }
            }
            case "spin" -> {
                while (true) {
                    Thread.onSpinWait();
                }
            }
            case "boast" -> {
                new DataOutputStream(out).writeInt(Integer.MAX_VALUE);
                out.flush();
            }
            case "babble" -> {
                byte[] noise = "no JSON".getBytes(StandardCharsets.UTF_8);
                new DataOutputStream(out).writeInt(noise.length);
                out.write(noise);
                out.flush();
            }
            case "write" -> say(tryTo(() -> Files.writeString(Path.of(object), "was here")), out);
            case "connect" ->
                say(tryTo(() -> new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(object)).close()), out);
            case "environment" -> say(String.join(",", System.getenv().keySet()), out);
            default -> say(how, out);
        }
    }

    @FunctionalInterface
    private interface Deed {

        void run() throws IOException;
    }

    private static String tryTo(Deed deed) {
        try {
            deed.run();
            return "done";
        } catch (IOException e) {
            return "refused";
        }
    }

    private static void say(String what, OutputStream out) {
        try {
            InspectionFrames.write(out, new InspectionAnswer.Done(StringNode.valueOf(what)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
