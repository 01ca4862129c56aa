package dev.backspike.cli.job;

import dev.backspike.cli.terminal.CommandFailedException;
import java.io.IOException;
import java.net.URI;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** A request that creates a job or a sweep exactly once. */
interface Submission {

    /**
     * @param idempotencyKey makes a repeated request return what the first has created
     * @return the resource
     */
    JsonNode send(String idempotencyKey) throws IOException, InterruptedException;

    /**
     * Repeats the request once if the answer is lost.
     *
     * @param url for the message
     */
    static JsonNode once(URI url, Submission request) throws InterruptedException {
        String idempotencyKey = UUID.randomUUID().toString();
        try {
            try {
                return request.send(idempotencyKey);
            } catch (IOException e) {
                return request.send(idempotencyKey);
            }
        } catch (IOException e) {
            throw CommandFailedException.unreachable(
                    "lost the connection to the service at " + url + " during submission: " + e);
        }
    }
}
