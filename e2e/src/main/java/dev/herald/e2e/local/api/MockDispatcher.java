package dev.herald.e2e.local.api;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.Headers;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.zjsonpatch.JsonPatch;

/**
 * The fabric8 mock with what an operator and kubectl need beyond it: server-side apply, merge patches that replace lists, the scale
 * subresource, pods that end gracefully, discovery, tables, and answers that say what is wrong.
 */
final class MockDispatcher extends KubernetesCrudDispatcher {
    private static final String RUNNING = "herald.dev/running";
    private static final long DEFAULT_GRACE = 30;

    private final InstantSource clock;
    private final Discovery discovery;
    private final Tables tables;
    private final ObjectMapper json = Serialization.jsonMapper();
    private final Map<String, JsonNode> lastApplied = new HashMap<>();

    MockDispatcher(Discovery discovery, Tables tables, InstantSource clock) {
        this.discovery = discovery;
        this.tables = tables;
        this.clock = clock;
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        try {
            return request.method() == HttpMethod.GET ? get(request) : mutate(request);
        } catch (JsonProcessingException e) {
            return refuse(400, "BadRequest", "the body cannot be read: " + e.getOriginalMessage());
        }
    }

    private MockResponse get(RecordedRequest request) throws JsonProcessingException {
        var found = discovery.answer(request.getPath());
        if (found.isPresent()) {
            return answer(200, found.get());
        }
        var path = ResourcePath.of(request.getPath());
        if (path.isEmpty()) {
            return refuse(404, "NotFound", "the server could not find the requested resource");
        }
        if ("true".equals(path.get().query().get("watch")) && request.getHeader("Upgrade") == null) {
            return refuse(405, "MethodNotAllowed",
                    "this mock API server is watched by WebSocket alone: leave out --watch, or use a real one");
        }
        if (path.get().subresource().equals("scale")) {
            return current(path.get()).map(object -> answer(200, scale(object))).orElseGet(() -> absent(path.get()));
        }
        var response = super.dispatch(request);
        if (response.code() == 404) {
            return absent(path.get());
        }
        var accept = request.getHeader("Accept");
        if (response.code() == 200 && accept != null && accept.contains("as=Table")) {
            return answer(200, tables.render(path.get(),
                    json.readTree(text(response))));
        }
        return response;
    }

    /** One change at a time: what a patch reads is what it changes. */
    private synchronized MockResponse mutate(RecordedRequest request) throws JsonProcessingException {
        var path = ResourcePath.of(request.getPath());
        if (path.isEmpty() || path.get().query().containsKey("dryRun")) {
            return path.isEmpty()
                    ? refuse(404, "NotFound", "the server could not find the requested resource")
                    : refuse(400, "BadRequest", "this mock API server knows no dry run");
        }
        return switch (request.method()) {
            case PATCH -> patch(request, path.get());
            case DELETE -> delete(request, path.get());
            case POST -> create(path.get(), request);
            default -> path.get().subresource().equals("scale")
                    ? scaleTo(path.get(), json.readTree(request.getUtf8Body()))
                    : explained(super.dispatch(request), path.get());
        };
    }

    private MockResponse create(ResourcePath path, RecordedRequest request) throws JsonProcessingException {
        var response = explained(super.dispatch(request), path);
        if (response.code() >= 300) {
            return response;
        }
        var name = json.readTree(text(response)).path("metadata").path("name").asText();
        return answer(201,
                current(new ResourcePath(path.collection(), path.plural(), name, "", path.query())).orElseThrow());
    }

    /** The mock counts its uids from 0. Names are made of them, and two servers must not have the same. */
    @Override
    public void processEvent(String path, AttributeSet query, AttributeSet old, GenericKubernetesResource object,
            String state) {
        if (old == null && object != null) {
            object.getMetadata().setUid(UUID.randomUUID().toString());
            super.processEvent(path, query, null, object, Serialization.asJson(object));
        } else {
            super.processEvent(path, query, old, object, state);
        }
    }

    private MockResponse patch(RecordedRequest request, ResourcePath path) throws JsonProcessingException {
        var type = Objects.requireNonNullElse(request.getHeader("Content-Type"), "").split(";")[0];
        var body = Serialization.yamlMapper().readTree(request.getUtf8Body());
        var current = current(path);
        if (type.equals("application/apply-patch+yaml")) {
            return apply(path, current, body);
        }
        if (current.isEmpty()) {
            return absent(path);
        }
        if (path.subresource().equals("scale")) {
            var scaled = Patches.merge(current.get(), json.createObjectNode().set("spec", body.path("spec")));
            var response = replace(new ResourcePath(path.collection(), path.plural(), path.name(), "", path.query()),
                    current.get(), scaled);
            return response.code() == 200 ? answer(200, scale(current(path).orElseThrow())) : response;
        }
        return replace(path, current.get(), switch (type) {
            case "application/json-patch+json" -> JsonPatch.apply((ArrayNode) body, current.get());
            case "application/strategic-merge-patch+json" -> Patches.strategic(current.get(), body);
            default -> Patches.merge(current.get(), body);
        });
    }

    private MockResponse scaleTo(ResourcePath path, JsonNode scale) throws JsonProcessingException {
        var current = current(path);
        if (current.isEmpty()) {
            return absent(path);
        }
        var scaled = Patches.merge(current.get(), json.createObjectNode()
                .set("spec", json.createObjectNode().set("replicas", scale.path("spec").path("replicas"))));
        var response = replace(new ResourcePath(path.collection(), path.plural(), path.name(), "", path.query()),
                current.get(), scaled);
        return response.code() == 200 ? answer(200, scale(current(path).orElseThrow())) : response;
    }

    private MockResponse apply(ResourcePath path, Optional<JsonNode> current, JsonNode body)
            throws JsonProcessingException {
        var memory = path.query().get("fieldManager") + " " + path.object() + " " + path.subresource();
        if (current.isEmpty() && !path.subresource().isEmpty()) {
            return absent(path);
        }
        var next = body.<ObjectNode>deepCopy();
        ((ObjectNode) next.get("metadata")).remove("managedFields");
        var last = current.isEmpty() ? null : lastApplied.get(memory);
        var response = current.isEmpty()
                ? create(path, request("POST", path.collection(), next))
                : replace(path, current.get(), Patches.apply(current.get(), last, next));
        if (response.code() < 300) {
            lastApplied.put(memory, next);
        }
        return response;
    }

    private MockResponse replace(ResourcePath path, JsonNode current, JsonNode next) throws JsonProcessingException {
        if (next.equals(current)) {
            return answer(200, current);
        }
        if (!next.path("metadata").path("uid").equals(current.path("metadata").path("uid"))) {
            return refuse(409, "Conflict",
                    path.plural() + " \"" + path.name() + "\" is another one by now: the uid differs");
        }
        var target = path.subresource().isEmpty() ? path.object() : path.object() + "/" + path.subresource();
        return explained(super.dispatch(request("PUT", target, next)), path);
    }

    /** A pod with a node goes away in two steps, as everywhere: first it is marked, and when its process has ended it is gone. */
    private MockResponse delete(RecordedRequest request, ResourcePath path) throws JsonProcessingException {
        var found = path.name().isEmpty() ? Optional.<JsonNode>empty() : current(path);
        if (path.plural().equals("pods") && found.isPresent() && found.get().path("spec").has("nodeName")) {
            var pod = found.get().<ObjectNode>deepCopy();
            var metadata = (ObjectNode) pod.get("metadata");
            long grace = grace(request, path, pod);
            if (grace > 0 && metadata.has("deletionTimestamp")) {
                return answer(200, pod);
            }
            var by = clock.instant().plusSeconds(grace).truncatedTo(ChronoUnit.SECONDS);
            metadata.put("deletionTimestamp", by.toString())
                    .put("deletionGracePeriodSeconds", grace)
                    .remove("finalizers");
            if (grace > 0) {
                metadata.putArray("finalizers").add(RUNNING);
            }
            replace(path, found.get(), pod);
            return answer(200, pod);
        }
        if (!path.name().isEmpty() && found.isEmpty()) {
            return absent(path);
        }
        super.dispatch(request);
        return answer(200, found.orElseGet(() -> json.valueToTree(new StatusBuilder().withStatus("Success").build())));
    }

    private long grace(RecordedRequest request, ResourcePath path, JsonNode pod) throws JsonProcessingException {
        var asked = path.query().get("gracePeriodSeconds");
        if (asked != null) {
            return Long.parseLong(asked);
        }
        // Read once: the buffer is empty afterwards.
        var options = request.getUtf8Body();
        var body = options == null || options.isBlank() ? json.createObjectNode() : json.readTree(options);
        return body.path("gracePeriodSeconds")
                .asLong(pod.path("spec").path("terminationGracePeriodSeconds").asLong(DEFAULT_GRACE));
    }

    private Optional<JsonNode> current(ResourcePath path) throws JsonProcessingException {
        var found = findResource(getKey(path.object()));
        return found == null ? Optional.empty() : Optional.of(json.readTree(found.getValue()));
    }

    private JsonNode scale(JsonNode object) {
        var scale = json.createObjectNode().put("apiVersion", "autoscaling/v1").put("kind", "Scale");
        scale.set("metadata", object.get("metadata"));
        scale.putObject("spec").put("replicas", object.path("spec").path("replicas").asInt());
        scale.putObject("status")
                .put("replicas", object.path("status").path("replicas").asInt())
                .put("selector", object.path("status").path("selector").asText());
        return scale;
    }

    private RecordedRequest request(String method, String path, JsonNode body) throws JsonProcessingException {
        var headers = Headers.builder().add("Content-Type", "application/json").build();
        return new RecordedRequest("HTTP/1.1", HttpMethod.valueOf(method), path, headers,
                new Buffer(json.writeValueAsBytes(body)));
    }

    private MockResponse explained(MockResponse response, ResourcePath path) {
        return switch (response.code()) {
            case 404 -> absent(path);
            case 409 -> response.getBody() == null || response.getBody().size() == 0
                    ? refuse(409, "AlreadyExists", path.plural() + " \"" + path.name() + "\" already exists")
                    : response;
            default -> response;
        };
    }

    private MockResponse absent(ResourcePath path) {
        return refuse(404, "NotFound", path.plural() + " \"" + path.name() + "\" not found");
    }

    private static String text(MockResponse response) {
        return new String(response.getBody().getBytes(), StandardCharsets.UTF_8);
    }

    private MockResponse refuse(int code, String reason, String message) {
        return answer(code, json.valueToTree(new StatusBuilder().withStatus("Failure")
                .withCode(code)
                .withReason(reason)
                .withMessage(message)
                .build()));
    }

    private static MockResponse answer(int code, JsonNode body) {
        return new MockResponse().setResponseCode(code)
                .setHeader("Content-Type", "application/json")
                .setBody(body.toString());
    }
}
