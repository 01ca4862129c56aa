package dev.backspike.engine.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.file.ModelUnits;
import dev.backspike.common.file.TimeUnit;
import dev.backspike.common.json.SpecError;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InspectionFramesTest {

    @Test
    void whatIsWrittenIsRead() throws IOException {
        List<Object> messages = List.of(
                new InspectionRequest.OfFile("/a/b"),
                new InspectionRequest.OfModel("/a/b", null, 3.5, new ModelUnits(TimeUnit.MILLISECONDS, 0.1)),
                new InspectionRequest.OfJob(
                        InspectionRequest.Question.SPEAKERS,
                        InspectionFrames.json().readTree("{\"name\": \"é\"}"),
                        Map.of("00ff", "/c")));
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (Object message : messages) {
            InspectionFrames.write(wire, message);
        }
        ByteArrayInputStream arrived = new ByteArrayInputStream(wire.toByteArray());
        for (Object message : messages) {
            assertThat(InspectionFrames.read(arrived, InspectionRequest.class)).isEqualTo(message);
        }
        assertThatThrownBy(() -> InspectionFrames.read(arrived, InspectionRequest.class))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void answersKeepTheirErrors() throws IOException {
        InspectionAnswer invalid = new InspectionAnswer.InvalidSpec(List.of(new SpecError("/a", "is wrong")));
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        InspectionFrames.write(wire, invalid);
        assertThat(InspectionFrames.read(new ByteArrayInputStream(wire.toByteArray()), InspectionAnswer.class))
                .isEqualTo(invalid);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, InspectionFrames.LONGEST + 1, Integer.MAX_VALUE})
    void noMessageIsLongerThanAllowed(int length) {
        byte[] header = ByteBuffer.allocate(4).putInt(length).array();
        assertThatThrownBy(() -> InspectionFrames.read(new ByteArrayInputStream(header), InspectionAnswer.class))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("announces " + length + " bytes");
        assertThatThrownBy(() -> InspectionFrames.write(
                        new ByteArrayOutputStream(), new InspectionAnswer.Failed("x".repeat(InspectionFrames.LONGEST))))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void aMessageThatEndsEarlyOrIsNoJsonIsRefused() {
        byte[] early = ByteBuffer.allocate(6).putInt(20).array();
        assertThatThrownBy(() -> InspectionFrames.read(new ByteArrayInputStream(early), InspectionAnswer.class))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("after 2 of 20 bytes");
        byte[] text = "garbage!".getBytes(StandardCharsets.UTF_8);
        byte[] garbage = ByteBuffer.allocate(12).putInt(8).put(text).array();
        assertThatThrownBy(() -> InspectionFrames.read(new ByteArrayInputStream(garbage), InspectionAnswer.class))
                .isInstanceOf(MalformedMessageException.class);
    }
}
