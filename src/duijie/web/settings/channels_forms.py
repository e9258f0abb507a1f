"""The form of an HTTP endpoint, and what is known about common services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from duijie.core.notify.enums import BodyFormat, Method, Purpose
from duijie.core.notify.queries import EndpointDetail
from duijie.core.notify.services import EndpointDraft


class EndpointForm(forms.Form):
    """Parses; what a template may be is for the service to say."""

    name = forms.CharField(label=_("Name of the channel"), max_length=60, required=False)
    purpose = forms.ChoiceField(label=_("For"), choices=Purpose.choices)
    url = forms.CharField(label=_("Address of the service"), max_length=500, required=False)
    secret = forms.CharField(
        label=_("Secret"),
        max_length=500,
        required=False,
        strip=True,
        widget=forms.PasswordInput,
    )
    method = forms.ChoiceField(label=_("Method"), choices=Method.choices)
    headers = forms.CharField(label=_("Headers"), max_length=2_000, required=False)
    body_format = forms.ChoiceField(label=_("Form of the body"), choices=BodyFormat.choices)
    body = forms.CharField(label=_("Body"), max_length=4_000, required=False)
    success_field = forms.CharField(label=_("Answer: field"), max_length=40, required=False)
    success_value = forms.CharField(label=_("Answer: value"), max_length=40, required=False)
    most_characters = forms.IntegerField(
        label=_("Longest text (characters)"), min_value=60, max_value=5_000
    )
    is_on = forms.BooleanField(label=_("Switched on"), required=False)

    def draft(self) -> EndpointDraft:
        given: dict[str, Any] = dict(self.cleaned_data)
        given["purpose"] = Purpose(given["purpose"])
        given["method"] = Method(given["method"])
        given["body_format"] = BodyFormat(given["body_format"])
        return EndpointDraft(**given)

    @classmethod
    def showing(cls, endpoint: EndpointDetail) -> EndpointForm:
        """The form of a kept endpoint; its secret is not in it."""
        names = [name for name in cls.base_fields if name != "secret"]
        return cls(initial={name: getattr(endpoint, name) for name in names})


@dataclass(frozen=True, slots=True)
class Preset:
    """A service whose way of being called is published by its maker."""

    label: Promise
    values: Mapping[str, object]


_ROBOT: Final = {
    "purpose": Purpose.GROUP,
    "method": Method.POST,
    "body_format": BodyFormat.JSON,
    "is_on": True,
}
_TEXT_MESSAGE: Final = '{"msgtype": "text", "text": {"content": "{text}"}}'

PRESETS: Final[Mapping[str, Preset]] = {
    "wecom": Preset(
        _("WeCom group robot"),
        {
            **_ROBOT,
            "url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={secret}",
            "body": _TEXT_MESSAGE,
            "success_field": "errcode",
            "success_value": "0",
            # 2,048 bytes, a Chinese character is three
            "most_characters": 650,
        },
    ),
    "dingtalk": Preset(
        _("DingTalk group robot"),
        {
            **_ROBOT,
            "url": "https://oapi.dingtalk.com/robot/send?access_token={secret}",
            "body": _TEXT_MESSAGE,
            "success_field": "errcode",
            "success_value": "0",
            "most_characters": 1_500,
        },
    ),
    "feishu": Preset(
        _("Feishu group robot"),
        {
            **_ROBOT,
            "url": "https://open.feishu.cn/open-apis/bot/v2/hook/{secret}",
            "body": '{"msg_type": "text", "content": {"text": "{text}"}}',
            "success_field": "code",
            "success_value": "0",
            "most_characters": 1_500,
        },
    ),
    "sms": Preset(
        _("SMS service"),
        {
            "purpose": Purpose.SMS,
            "method": Method.POST,
            "body_format": BodyFormat.FORM,
            "url": "https://",
            "body": "mobile={phone}\ncontent={text}\nkey={secret}",
            "most_characters": 300,
            "is_on": True,
        },
    ),
    "other": Preset(
        _("Another service"),
        {**_ROBOT, "url": "https://", "body": '{"text": "{text}"}', "most_characters": 600},
    ),
}
