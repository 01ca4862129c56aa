package dev.backspike.common.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionParserTest {

    private static final Map<String, Double> VALUES = Map.of("x", 2.0, "y", -3.0, "tau_m", 10.0);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    1 + 2 * 3                    | 7
                    (1 + 2) * 3                  | 9
                    2 ^ 3 ^ 2                    | 512
                    -2 ^ 2                       | -4
                    2 ^ -1                       | 0.5
                    8 / 4 / 2                    | 1
                    1 - 2 - 3                    | -4
                    - - 3                        | 3
                    x * y / tau_m                | -0.6
                    1.5e1 + .5                   | 15.5
                    exp(0) + log(1) + sqrt(4)    | 3
                    min(x, y) + 10 * max(x, y)   | 17
                    abs(y) + tanh(0)             | 3
                    sigmoid(0) + sin(0) + cos(0) | 1.5
                    if(x < y, 1, 2)              | 2
                    if(x > y, 1, 2)              | 1
                    if(x <= 2, 1, 2)             | 1
                    if(x >= 2.1, 1, 2)           | 2
                    """)
    void anExpressionHasTheValueThatMathematicsGivesIt(String text, double value) throws ExpressionException {
        assertThat(ExpressionParser.parse(text).evaluate(VALUES::get)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
                    1 +           | 4  | expected a number
                    (1 + 2        | 7  | expected ")"
                    1 2           | 3  | expected an operator
                    exp 3         | 5  | expected an operator
                    sinh(x)       | 1  | sinh is not a function
                    exp(x, y)     | 1  | exp takes 1 argument
                    max(x)        | 1  | max takes 2 arguments
                    if(x, 1, 2)   | 5  | expected a comparison
                    x $ y         | 3  | expected an operator
                    1e999         | 1  | too large
                    1.e           | 1  | is not a number
                    ''            | 1  | expected a number
                    """)
    void anErrorNamesItsColumnAndWhatWasExpected(String text, int column, String message) {
        assertThatThrownBy(() -> ExpressionParser.parse(text))
                .isInstanceOfSatisfying(
                        ExpressionException.class, e -> assertThat(e.column()).isEqualTo(column))
                .hasMessageContaining(message);
    }

    @Test
    void hostileTextsAreRefusedBeforeTheyCostAnything() {
        assertThatThrownBy(() -> ExpressionParser.parse("(".repeat(900))).hasMessageContaining("nested");
        assertThatThrownBy(() -> ExpressionParser.parse("2" + "^2".repeat(400))).hasMessageContaining("nested");
        assertThatThrownBy(() -> ExpressionParser.parse("1+".repeat(600))).hasMessageContaining("1000 characters");
    }
}
