package dev.backspike.api.documentation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.backspike.common.documentation.MarkdownPage;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The chart sets properties that exist, and makes objects as the model of Kubernetes defines them. */
class HelmChartTest {

    private static final Path CHART = MarkdownPage.ROOT.resolve("deploy/helm");
    private static final Pattern PROPERTY = Pattern.compile("(?<!include |define )\"(backspike\\.[a-z0-9.-]+)\"");
    private static final Pattern OF_LAUNCHER = Pattern.compile("(?m)^ {2}\"([a-z-]+)\" |\\(printf \"([a-z-]+)\\[%");
    private static final Pattern VARIABLE = Pattern.compile("\\bBACKSPIKE_[A-Z0-9_]+");
    private static final String LAUNCHER = "backspike.launcher.kubernetes.";

    /** A typed class for each kind of the chart; that of Prometheus's operator has none. */
    private static final Map<String, Class<?>> KINDS = Map.of(
            "ConfigMap", ConfigMap.class,
            "Deployment", Deployment.class,
            "Ingress", Ingress.class,
            "NetworkPolicy", NetworkPolicy.class,
            "PodDisruptionBudget", PodDisruptionBudget.class,
            "Role", Role.class,
            "RoleBinding", RoleBinding.class,
            "Service", Service.class,
            "ServiceAccount", ServiceAccount.class,
            "ServiceMonitor", JsonNode.class);

    private static final List<String> REQUIRED = List.of(
            "images.api=api:1",
            "images.worker=worker:1",
            "database.url=jdbc:postgresql://db/backspike",
            "database.secret=database",
            "tokens.adminSecret=admin",
            "secretKey=key",
            "artifacts.s3.bucket=b");

    private static final List<String> OPTIONAL = List.of(
            "data.claim=data",
            "tokens.viewerSecret=viewer",
            "tokens.workerSecret=worker",
            "images.pullSecrets[0]=pull",
            "artifacts.s3.endpoint=https://s3.example",
            "artifacts.s3.credentialsSecret=s3",
            "workers.datasetsClaim=datasets",
            "workers.priorityClass=low",
            "workers.nodeSelector.pool=a",
            "workers.tolerations[0].key=a",
            "ingress.enabled=true",
            "ingress.host=spikes.example",
            "ingress.tlsSecret=tls",
            "monitoring.serviceMonitor.enabled=true");

    private final Set<String> names =
            Property.all().stream().map(Property::name).collect(Collectors.toSet());

    @Test
    void everyPropertyOfTheChartExists() throws IOException {
        String templates = templates();
        Set<String> set = new TreeSet<>(PROPERTY.matcher(templates)
                .results()
                .map(found -> found.group(1))
                .filter(name -> !name.endsWith("."))
                .toList());
        String config = Files.readString(CHART.resolve("templates/config.yaml"));
        String launcher = config.substring(config.indexOf("$launcher := dict"));
        Set<String> ofLauncher = OF_LAUNCHER
                .matcher(launcher)
                .results()
                .map(found -> LAUNCHER + (found.group(1) == null ? found.group(2) : found.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(set).hasSizeGreaterThan(8).isSubsetOf(names);
        assertThat(ofLauncher).hasSizeGreaterThan(12).isSubsetOf(names);
    }

    @Test
    void everyPropertyOfTheLauncherIsSetByTheChartOrHasAGoodDefault() throws IOException {
        String config = Files.readString(CHART.resolve("templates/config.yaml"));

        assertThat(names.stream()
                        .filter(name -> name.startsWith(LAUNCHER))
                        .map(name -> name.substring(LAUNCHER.length()))
                        .filter(name -> !config.contains("\"" + name)))
                .containsExactlyInAnyOrder("check-interval", "reconcile");
    }

    @Test
    void everyEnvironmentVariableOfTheChartIsAProperty() throws IOException {
        Set<String> known = Property.all().stream().map(Property::variable).collect(Collectors.toSet());

        assertThat(VARIABLE.matcher(templates()).results().map(MatchResult::group))
                .isNotEmpty()
                .isSubsetOf(known);
    }

    @Test
    void everyObjectIsAsTheModelDefinesIt() throws Exception {
        for (String mode : List.of("launched", "deployment", "none")) {
            List<String> all = new ArrayList<>(REQUIRED);
            all.add("workers.mode=" + mode);
            all.addAll(OPTIONAL);
            List<JsonNode> objects = rendered(all);
            assertThat(objects).hasSizeGreaterThan(6);
            for (JsonNode object : objects) {
                Class<?> type = KINDS.get(object.path("kind").asText());
                assertThat(type).as(object.toString()).isNotNull();
                assertThat(strict().treeToValue(object, type)).isNotNull();
            }
        }
    }

    @Test
    void theServiceHasOnlyTheRightsThatLaunchingUses() throws Exception {
        List<JsonNode> roles = rendered(REQUIRED).stream()
                .filter(object -> object.path("kind").asText().equals("Role"))
                .toList();

        assertThat(roles).hasSize(1);
        assertThat(roles.getFirst().path("rules").toString())
                .isEqualTo("[{\"apiGroups\":[\"batch\"],\"resources\":[\"jobs\"],"
                        + "\"verbs\":[\"create\",\"delete\",\"list\",\"watch\"]},"
                        + "{\"apiGroups\":[\"\"],\"resources\":[\"pods\"],\"verbs\":[\"list\",\"watch\"]},"
                        + "{\"apiGroups\":[\"\"],\"resources\":[\"secrets\"],\"verbs\":[\"create\"]}]");
    }

    /** Without the setter for whatever else an object has, which fabric8's classes all have. */
    private static ObjectMapper strict() {
        return new ObjectMapper(new YAMLFactory())
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {

                    private static final long serialVersionUID = 1L;

                    @Override
                    public Boolean hasAnySetter(Annotated member) {
                        return false;
                    }
                });
    }

    private static List<JsonNode> rendered(List<String> values) throws IOException, InterruptedException {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "helm"))),
                "needs helm on the PATH: go install helm.sh/helm/v3/cmd/helm@v3.18.4");
        Process helm = new ProcessBuilder(Stream.concat(
                                Stream.of("helm", "template", "lab", CHART.toString(), "--kube-version=1.34.0"),
                                values.stream().flatMap(value -> Stream.of("--set", value)))
                        .toList())
                .redirectErrorStream(true)
                .start();
        byte[] output = helm.getInputStream().readAllBytes();
        assertThat(helm.waitFor()).as(new String(output, UTF_8)).isZero();
        ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
        try (MappingIterator<JsonNode> documents =
                yaml.readerFor(JsonNode.class).readValues(output)) {
            return documents.readAll().stream().filter(JsonNode::isObject).toList();
        }
    }

    private static String templates() throws IOException {
        try (Stream<Path> files = Files.list(CHART.resolve("templates"))) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.sorted().toList()) {
                all.append(Files.readString(file));
            }
            return all.toString();
        }
    }
}
