package dev.backspike.engine.inspection;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.backspike.common.spec.JobSpec;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The program that opens users' files and runs their networks for the service, in a process whose crash does no harm to
 * the service. It reads {@link InspectionRequest requests} from standard input and writes {@link InspectionAnswer
 * answers} to standard output, one at a time, and ends when standard input does. Its only argument, if any, is the
 * directory that file names in specifications are relative to.
 */
public final class InspectionChild {

    private final InspectionResponder responder;
    private final OutputStream answers;

    private InspectionChild(InspectionResponder responder, OutputStream answers) {
        this.responder = responder;
        this.answers = answers;
    }

    public static void main(String[] args) {
        OutputStream answers = new FileOutputStream(FileDescriptor.out);
        // what a library prints must not get between two answers
        System.setOut(System.err);
        InspectionResponder responder = InspectionResponder.over(args.length == 0 ? null : Path.of(args[0]));
        new InspectionChild(responder, answers).serve(System.in);
    }

    /**
     * Where the program and the libraries that it uses were loaded from, each once: one class stands for its library.
     * jHDF is not among them: it only writes models.
     */
    public static List<URL> libraries() {
        return Stream.of(
                        InspectionChild.class,
                        JobSpec.class,
                        JsonMapper.class,
                        JacksonException.class,
                        JsonProperty.class,
                        Logger.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .distinct()
                .toList();
    }

    /** Works on a second thread, since the end of input has to end an inspection that does not. */
    private void serve(InputStream requests) {
        try {
            InspectionFrames.write(answers, new InspectionAnswer.Ready());
            while (true) {
                InspectionRequest request = InspectionFrames.read(requests, InspectionRequest.class);
                Thread.ofPlatform().name("inspection").start(() -> respond(request));
            }
        } catch (EOFException e) {
            Runtime.getRuntime().halt(0);
        } catch (IOException e) {
            end(e);
        }
    }

    private void respond(InspectionRequest request) {
        try {
            InspectionFrames.write(answers, responder.answer(request));
        } catch (IOException | RuntimeException e) {
            end(e);
        }
    }

    /** Without an answer, which tells the service that there will be none. */
    private static void end(Exception cause) {
        cause.printStackTrace();
        Runtime.getRuntime().halt(1);
    }
}
