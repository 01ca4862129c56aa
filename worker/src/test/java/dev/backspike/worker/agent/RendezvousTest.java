package dev.backspike.worker.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RendezvousTest {

    private static final Duration SILENCE = Duration.ofSeconds(20);

    @Test
    void aServiceOnThisMachineIsReachedFromTheLoopbackAddress() throws IOException {
        assertThat(Rendezvous.addressTowards(null).isLoopbackAddress()).isTrue();
        assertThat(Rendezvous.addressTowards(URI.create("http://127.0.0.1:8080")))
                .isEqualTo(InetAddress.getLoopbackAddress());
    }

    @Test
    void noAddressIsKnownTowardsAnUnknownHost() {
        assertThatThrownBy(() -> Rendezvous.addressTowards(URI.create("http://no-such-host.invalid")))
                .isInstanceOf(UnknownHostException.class);
    }

    @Test
    void theAddressHasThePortThatIsListenedOn() throws IOException {
        try (Rendezvous first = Rendezvous.open(InetAddress.getLoopbackAddress(), 0, SILENCE)) {
            assertThat(first.address()).matches("127\\.0\\.0\\.1:[1-9][0-9]*");
        }
    }

    @Test
    void aPortThatIsTakenIsSaidWithTheRemedy() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (Rendezvous first = Rendezvous.open(loopback, 0, SILENCE)) {
            int port = Integer.parseInt(first.address().replaceFirst(".*:", ""));
            assertThatThrownBy(() -> Rendezvous.open(loopback, port, SILENCE))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("port " + port)
                    .hasMessageContaining("backspike.worker.gang.port");
        }
    }
}
