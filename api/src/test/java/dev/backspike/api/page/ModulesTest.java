package dev.backspike.api.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** What the page's modules compute, without a service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModulesTest {

    private HttpServer files;
    private Chromium chromium;
    private Tab tab;

    @BeforeAll
    void open() throws IOException, InterruptedException {
        Optional<Path> program = Chromium.program();
        if (!Boolean.parseBoolean(System.getenv("BACKSPIKE_REQUIRE_CHROMIUM"))) {
            assumeTrue(program.isPresent(), "Chromium is not installed");
        }
        files = SimpleFileServer.createFileServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Path.of("src/main/resources/static/page").toAbsolutePath(),
                SimpleFileServer.OutputLevel.NONE);
        files.start();
        chromium = Chromium.start(program.orElseThrow());
        tab = chromium.tab();
        tab.open("http://127.0.0.1:" + files.getAddress().getPort() + "/icon.svg");
    }

    @AfterAll
    void close() throws IOException {
        if (chromium != null) {
            chromium.close();
        }
        if (files != null) {
            files.stop(0);
        }
    }

    @Test
    void aResumedAttemptReplacesThePointsBeyondItsCheckpoint() {
        assertThat(json("series", """
                const curve = new m.Curve('train.loss', [1, 2, 3, 4], [0, 0, 1, 1], [4, 3, 2, 1], 1);
                curve.add(4, 1, 9, 1);
                curve.add(3, 1, 7, 2);
                curve.add(4, 1, NaN, 2);
                return [curve.steps, curve.values];""")).isEqualTo("[[1,2,3,4],[4,3,7,null]]");
    }

    @Test
    void thinningKeepsExtremesEndsAndGaps() {
        assertThat(json("series", """
                const values = Array.from({length: 10000}, (_, i) => Math.sin(i));
                values[1234] = 50; values[4321] = -50; values[7000] = null;
                const kept = m.extremes(values, 200);
                return [kept.length <= 301, [0, 1234, 4321, 7000, 9999].every(i => kept.includes(i)),
                    kept.every((one, i) => i === 0 || one > kept[i - 1])];""")).isEqualTo("[true,true,true]");
    }

    @Test
    void smoothingIsCorrectedForItsStart() {
        assertThat(json(
                        "series",
                        "return [m.smooth([5, 5, null, 5], 0.5), m.smooth([1, 2], 0), m.smooth([0, 3], 0.5)];"))
                .isEqualTo("[[5,5,null,5],[1,2],[0,2]]");
    }

    @Test
    void seedsAreAveragedWithTheDeviationOfTheSample() {
        // 1 and 3: mean 2, deviation sqrt(2); the second curve is interpolated at x = 1.
        assertThat(json("series", """
                const {x, mean, low} = m.aggregate([{x: [0, 1, 2], y: [1, 1, 1]}, {x: [0, 2], y: [3, 3]}]);
                return [x, mean, low.map(one => one.toFixed(4))];""")).isEqualTo("[[0,1,2],[2,2,2],[\"0.5858\",\"0.5858\",\"0.5858\"]]");
    }

    @Test
    void eventsAreReadHoweverTheStreamIsCut() {
        assertThat(json("stream", """
                const text = ':events of job j\\n\\nid:1\\nevent:note\\ndata:{"seq":1,"message":"a"}\\n\\n'
                    + 'id:2\\nevent:note\\ndata:{"seq":2,"message":"b"}\\n\\n';
                const parser = new m.Parser();
                return [...text].flatMap(letter => parser.take(letter)).map(event => [event.seq, event.message]);""")).isEqualTo("[[1,\"a\"],[2,\"b\"]]");
    }

    @Test
    void aPointerIsFoundInUnfinishedText() {
        assertThat(json("json", """
                const text = '{\\n "a": {\\n  "b/c": [\\n   1,\\n   {"d": ';
                return [m.lineOf(text, '/a'), m.lineOf(text, '/a/b~1c/1/d'), m.lineOf(text, '/a/b~1c/0'),
                    m.lineOf(text, '/a/absent'), m.lineOf(text, '')];""")).isEqualTo("[1,4,3,1,0]");
    }

    @Test
    void theCursorKnowsWhereItIs() {
        assertThat(json("json", """
                const at = text => { const c = m.context(text, text.length); return [c.path, c.expects, c.word, c.keys]; };
                return [at('{"a": {"b": 1, "c'), at('{"a": [1, "x'), at('{"a": tr'), at('{"a": 1}')];"""))
                .isEqualTo("[[[\"a\"],\"key\",\"c\",[\"b\"]],[[\"a\",\"1\"],\"value\",\"x\",[]],"
                        + "[[\"a\"],\"value\",\"tr\",[\"a\"]],[[],\"none\",\"\",[]]]");
    }

    @Test
    void differencesAreTheFieldsThatAreNotAllEqual() {
        assertThat(json("diff", """
                return m.differences([{a: 1, b: {c: [1, 2]}}, {a: 1, b: {c: [1, 3]}, d: null}]);"""))
                .isEqualTo("[{\"pointer\":\"/b/c/1\",\"values\":[2,3]},{\"pointer\":\"/d\",\"values\":[null,null]}]");
    }

    @Test
    void aSchemaOffersFieldsThatAreAbsentAndWords() {
        assertThat(json("schema", """
                const root = {properties: {n: {anyOf: [{$ref: '#/$defs/N'}, {type: 'null'}]}, m: {enum: ['x', null]}},
                    required: ['n'], $defs: {N: {properties: {p: {type: 'boolean'}, q: {}}}}};
                return [m.keysAt(root, [], ['m']).map(one => one.text), m.keysAt(root, ['n'], []).map(one => one.text),
                    m.valuesAt(root, ['m']).map(one => one.text), m.valuesAt(root, ['n', 'p']).map(one => one.text)];""")).isEqualTo("[[\"n\"],[\"p\",\"q\"],[\"\\\"x\\\"\"],[\"true\",\"false\"]]");
    }

    /** What a function body returns, with the module as {@code m}. */
    private String json(String module, String body) {
        JsonNode text =
                tab.evaluate("import('/" + module + ".js').then(m => JSON.stringify((() => {" + body + "})()))");
        return text.asString();
    }
}
