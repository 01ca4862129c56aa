package dev.backspike.common.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTextTest {

    @Test
    void aCharacterOutsideOfTheBasicMultilingualPlaneCountsOnce() {
        String brains = "\uD83E\uDDE0".repeat(200);
        assertThat(brains).hasSize(400);
        assertThat(PrintableText.objection(brains, 200)).isNull();
        assertThat(PrintableText.objection(brains + "a", 200)).isEqualTo("must have at most 200 characters, has 201");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "gr\u00fc\u00df dich", "\u795e\u7d4c", "\u05e2\u05e6\u05d1", "e\u0301", "a b", "\u2764\ufe0f"
            })
    void lettersOfAnyScriptAndCombiningMarksAreFine(String text) {
        assertThat(PrintableText.objection(text, 200)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000",
                "\u001b",
                "\u007f",
                "\u0085",
                "\u00ad",
                "\u061c",
                "\u200b",
                "\u200d",
                "\u200e",
                "\u202e",
                "\u2028",
                "\u2029",
                "\u2060",
                "\u2066",
                "\ufeff",
                "\u3164",
                "\u2800",
                "\udb40\udc41",
                "\ud83e",
                "\udde0"
            })
    void charactersThatDoNotShowAreRefusedByName(String character) {
        assertThat(PrintableText.objection("a" + character + "b", 200))
                .startsWith("must not contain invisible characters, but has U+")
                .contains(String.format("U+%04X (", character.codePointAt(0)))
                .endsWith("; remove it");
    }
}
