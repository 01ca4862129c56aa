package dev.backspike.engine.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.file.DataFile;
import dev.backspike.common.file.ModelUnits;
import dev.backspike.common.spec.reading.JobSpecParser;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The program as the service starts it: a process with no more libraries than it names. */
class InspectionChildTest {

    private Process child;

    @BeforeEach
    void start() throws IOException {
        String libraries = InspectionChild.libraries().stream()
                .map(InspectionChildTest::path)
                .collect(Collectors.joining(File.pathSeparator));
        child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        libraries,
                        InspectionChild.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(InspectionFrames.read(child.getInputStream(), InspectionAnswer.class))
                .isEqualTo(new InspectionAnswer.Ready());
    }

    @AfterEach
    void end() {
        child.destroyForcibly();
    }

    @Test
    void readsEachFormat() throws IOException {
        assertThat(done(new InspectionRequest.OfFile(resource("/shd/wide.h5.gz"))))
                .extracting(DataFile::kind)
                .isEqualTo(DataFile.Kind.SHD_HDF5);
        assertThat(done(new InspectionRequest.OfFile(resource("/dev/backspike/engine/model/nir/python.nir"))))
                .extracting(DataFile::kind)
                .isEqualTo(DataFile.Kind.NIR);
        assertThat(done(new InspectionRequest.OfFile(resource("/dev/backspike/engine/model/python.safetensors"))))
                .extracting(DataFile::kind)
                .isEqualTo(DataFile.Kind.SAFETENSORS);
    }

    @Test
    void aModelsNetworkIsOneThatAJobCanHave() throws IOException {
        InspectionAnswer answer = ask(new InspectionRequest.OfModel(
                resource("/dev/backspike/engine/model/nir/python.nir"), 1.0, 100.0, ModelUnits.OF_FORMAT));
        assertThat(answer)
                .isInstanceOfSatisfying(
                        InspectionAnswer.Done.class,
                        done -> assertThat(JobSpecParser.network(done.result().path("network"))
                                        .populations()
                                        .keySet())
                                .containsExactly("input", "hidden", "read_out"));
    }

    @Test
    void whatIsWrongWithASpecificationComesBackWithItsPointer() throws IOException {
        InspectionAnswer answer = ask(new InspectionRequest.OfJob(
                InspectionRequest.Question.INSPECT,
                InspectionFrames.json().readTree("{\"dataset\": {\"type\": \"yin-yang\"}}"),
                Map.of()));
        assertThat(answer)
                .isInstanceOfSatisfying(
                        InspectionAnswer.InvalidSpec.class,
                        invalid -> assertThat(invalid.errors())
                                .anySatisfy(error -> assertThat(error.pointer()).isEqualTo("/network")));
    }

    @Test
    void aFileThatIsNotThereIsUnreadable() throws IOException {
        assertThat(ask(new InspectionRequest.OfFile("/no/such/file"))).isInstanceOf(InspectionAnswer.Unreadable.class);
    }

    @Test
    void itEndsWhenItsInputDoes() throws IOException, InterruptedException {
        child.getOutputStream().close();
        assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(child.exitValue()).isZero();
    }

    private DataFile done(InspectionRequest request) throws IOException {
        InspectionAnswer answer = ask(request);
        assertThat(answer).isInstanceOf(InspectionAnswer.Done.class);
        return InspectionFrames.json().treeToValue(((InspectionAnswer.Done) answer).result(), DataFile.class);
    }

    private InspectionAnswer ask(InspectionRequest request) throws IOException {
        InspectionFrames.write(child.getOutputStream(), request);
        return InspectionFrames.read(child.getInputStream(), InspectionAnswer.class);
    }

    private static String resource(String name) {
        return path(Objects.requireNonNull(InspectionChildTest.class.getResource(name), name));
    }

    private static String path(URL url) {
        try {
            return Path.of(url.toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(url.toString(), e);
        }
    }
}
