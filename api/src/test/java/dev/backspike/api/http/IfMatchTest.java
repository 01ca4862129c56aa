package dev.backspike.api.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IfMatchTest {

    @ParameterizedTest
    @ValueSource(strings = {"*", "\"7\"", "\"7-waiting\"", "\"6\", \"7\""})
    void theVersionThatTheClientHasSeenIsChanged(String header) {
        assertThatCode(() -> IfMatch.of(header).require("7", "job j1")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"6\"", "\"70\"", "\"77-waiting\"", "W/\"7\"", "\"6\", \"8\""})
    void anotherVersionIsNot(String header) {
        assertThatThrownBy(() -> IfMatch.of(header).require("7", "job j1"))
                .hasMessageContaining("precondition-failed")
                .hasMessageContaining("job j1 no longer has the tag in If-Match: it has changed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "", "\"7"})
    void whatIsNoTagIsRefused(String header) {
        assertThatThrownBy(() -> IfMatch.of(header)).hasMessageContaining("bad-parameter");
    }

    @Test
    void withoutTheHeaderThereIsNoCondition() {
        assertThatCode(() -> IfMatch.of(null).require("7", "job j1")).doesNotThrowAnyException();
    }
}
