from crmtui.mail.message import Automatic
def judge(headers, ct, params, text):
    return Automatic.NO, ""
