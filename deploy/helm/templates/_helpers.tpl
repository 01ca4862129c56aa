{{- define "backspike.labels" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{- define "backspike.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{- define "backspike.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "backspike.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "backspike.pullSecrets" -}}
{{- range .Values.images.pullSecrets }}
- name: {{ . }}
{{- end }}
{{- end }}

{{/* What the schema cannot say: values that require each other. */}}
{{- define "backspike.check" -}}
{{- if and (gt (int .Values.replicas) 1) (eq .Values.artifacts.store "files") (not .Values.data.claim) }}
{{- fail "data.claim is required for several replicas with artifacts.store files, which share its files: name a claim that is ReadWriteMany, set artifacts.store to s3, or set replicas to 1" }}
{{- end }}
{{- if and (eq .Values.artifacts.store "s3") (not .Values.artifacts.s3.bucket) }}
{{- fail "artifacts.s3.bucket is required; or set artifacts.store to files" }}
{{- end }}
{{- if and (ne .Values.workers.mode "none") (not .Values.images.worker) }}
{{- fail "images.worker is required; or set workers.mode to none" }}
{{- end }}
{{- if and (eq .Values.workers.mode "deployment") (not .Values.tokens.workerSecret) }}
{{- fail "tokens.workerSecret is required with workers.mode deployment" }}
{{- end }}
{{- if and .Values.monitoring.serviceMonitor.enabled (not .Values.tokens.viewerSecret) }}
{{- fail "tokens.viewerSecret is required with monitoring.serviceMonitor.enabled" }}
{{- end }}
{{- end }}
