package dev.backspike.api.webhook;

import dev.backspike.api.event.RecordedEvent;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;
import tools.jackson.databind.json.JsonMapper;

/** Records the deliveries of an event just before the transaction that recorded the event commits. */
@Component
class Outbox {

    private final Webhooks webhooks;
    private final Deliveries deliveries;
    private final JsonMapper json;
    private final Clock clock;

    Outbox(Webhooks webhooks, Deliveries deliveries, JsonMapper json, Clock clock) {
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.json = json;
        this.clock = clock;
    }

    @TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
    void recordDeliveries(RecordedEvent event) {
        if (!webhooks.haveSubscriber(event.type().word())) {
            return;
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("job", event.jobId());
        data.put("seq", event.seq());
        data.put("attempt", event.attempt());
        data.putAll(event.payload());
        deliveries.addForEvent(
                event,
                json.writeValueAsString(body(event.type().word(), event.at().toString(), data)),
                clock.instant());
    }

    static Map<String, Object> body(String type, String timestamp, Map<String, ?> data) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", type);
        body.put("timestamp", timestamp);
        body.put("data", data);
        return body;
    }
}
