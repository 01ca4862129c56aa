package dev.backspike.api.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

class DatabaseAwayTest {

    @RestController
    static final class Failing {

        @GetMapping("/{how}")
        void fail(@PathVariable String how) throws DataAccessException {
            throw switch (how) {
                case "pool" ->
                    new CannotCreateTransactionException("x", new SQLTransientConnectionException("timed out"));
                case "closed" ->
                    new DataAccessResourceFailureException("x", new SQLException("closed", "90098", 90098));
                case "full" -> new UncategorizedSQLException("x", null, new SQLException("no space", "53100"));
                default -> new UncategorizedSQLException("x", null, new SQLException("syntax", "42000"));
            };
        }
    }

    @ParameterizedTest
    @CsvSource({
        "pool, 503, database-unavailable",
        "closed, 503, database-unavailable",
        "full, 503, database-unavailable",
        "statement, 500, internal-error"
    })
    void aRequestIsToRetryOnlyWhereTheDatabaseIsAway(String how, int status, String code) throws Exception {
        MockMvc mvc = MockMvcBuilders.standaloneSetup(new Failing())
                .setControllerAdvice(new ProblemAdvice())
                .build();

        MockHttpServletResponse response =
                mvc.perform(MockMvcRequestBuilders.get("/" + how)).andReturn().getResponse();

        assertThat(response.getStatus()).isEqualTo(status);
        assertThat(response.getContentAsString()).contains("\"code\":\"" + code + "\"");
        assertThat(response.containsHeader(HttpHeaders.RETRY_AFTER)).isEqualTo(status == 503);
    }
}
