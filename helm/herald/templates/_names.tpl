{{/* What everything of the release is called; a release named after the chart does not say it twice. */}}
{{- define "herald.name" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else if contains "herald" .Release.Name -}}
{{- printf "%s-operator" (.Release.Name | trunc 43 | trimSuffix "-") -}}
{{- else -}}
{{- printf "%s-herald-operator" (.Release.Name | trunc 36 | trimSuffix "-") -}}
{{- end -}}
{{- end -}}

{{- define "herald.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "herald.name" .) -}}
{{- else -}}
{{- .Values.serviceAccount.name | default "default" -}}
{{- end -}}
{{- end -}}

{{- define "herald.image" -}}
{{- with .Values.image -}}
{{- .reference | default (printf "%s/%s:%s" .registry .repository (.tag | default $.Chart.AppVersion)) -}}
{{- end -}}
{{- end -}}

{{- define "herald.workerImage" -}}
{{- with .Values.workerImage -}}
{{- $registry := .registry | default $.Values.image.registry -}}
{{- $tag := .tag | default $.Values.image.tag | default $.Chart.AppVersion -}}
{{- .reference | default (printf "%s/%s:%s" $registry .repository $tag) -}}
{{- end -}}
{{- end -}}

{{/* By which the operator's pods are selected: it cannot be changed once the Deployment is there. */}}
{{- define "herald.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: operator
{{- end -}}

{{- define "herald.labels" -}}
{{ include "herald.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version | replace "+" "_" }}
{{- end -}}
