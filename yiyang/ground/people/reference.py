"""The words for licences to practise. A licence is a row; its kind is one of these, or a province's own code."""

from __future__ import annotations

# Kind of licence → (Chinese, English).
LICENCES: dict[str, tuple[str, str]] = {
    "physician": ("医师执业证书", "Physician's licence"),
    "nurse": ("护士执业证书", "Nurse's licence"),
    "pharmacist": ("执业药师证书", "Pharmacist's licence"),
    "therapist": ("康复治疗师资格", "Therapist's certificate"),
    "carer": ("养老护理员证书", "Carer's certificate"),
    "social-worker": ("社会工作者证书", "Social worker's certificate"),
    "driver": ("驾驶证", "Driving licence"),
}
